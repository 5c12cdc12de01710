#include "host/run/problem_data.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/searchsorted.h>
#include <ATen/ops/tensor.h>
#include <zeroth/empty_rows.h>
#include <zeroth/formats/unit_rows.h>

#include <algorithm>

#include "host/data/minmax.h"

namespace zeroth::host {
namespace {

using Rows = std::vector<std::int64_t>;

at::Tensor scaled(const DataSet& data, const MinMax& scale, const std::vector<std::int64_t>& rows) {
  at::Tensor out =
      empty_rows(static_cast<std::int64_t>(rows.size()), data.features.columns(), at::kFloat);
  scale.apply(data.features, rows, out.data_ptr<float>());
  return out;
}

/// Unit rows, so that attribute scores of classes and words are on one scale.
at::Tensor unit_tensor(const Matrix& matrix) {
  at::Tensor out = at::empty({matrix.rows(), matrix.columns()});
  formats::unit_rows(matrix.data(), matrix.rows(), matrix.columns(), out.data_ptr<float>());
  return out;
}

/// Task ids of the rows' classes.
at::Tensor labels_of(const DataSet& data, const Task& task, const std::vector<std::int64_t>& rows) {
  std::vector<std::int64_t> ids;
  ids.reserve(rows.size());
  for (const auto row : rows) {
    const auto label = data.labels[static_cast<std::size_t>(row)];
    const auto at = std::lower_bound(task.classes.begin(), task.classes.end(), label);
    ids.push_back(at - task.classes.begin());
  }
  return at::tensor(ids, at::kLong);
}

at::Tensor attributes_of(const DataSet& data, const Task& task) {
  const auto width = data.attributes.columns();
  at::Tensor out = at::empty({static_cast<std::int64_t>(task.classes.size()), width});
  auto* target = out.data_ptr<float>();
  for (const auto id : task.classes) {
    target = std::copy_n(data.attributes.row(id), width, target);
  }
  return out;
}

void add_rows(const DataSet& data, const Task& task, const Rows& test_rows, ProblemData& problem) {
  problem.scale = MinMax::fit(data.features, task.train_rows);
  const MinMax& scale = problem.scale;
  problem.training.samples = StoredSamples(scaled(data, scale, task.train_rows));
  problem.training.beside = StoredSamples(scaled(data, scale, task.rows_beside));
  problem.test.samples = StoredSamples(scaled(data, scale, test_rows));
}

void add_regions(const DataSet& data, const Task& task, const Rows& test_rows,
                 ProblemData& problem) {
  at::Tensor& attributes = problem.training.classes.attributes;
  formats::unit_rows(attributes.data_ptr<float>(), attributes.size(0), attributes.size(1),
                     attributes.data_ptr<float>());
  problem.training.word_vectors = unit_tensor(data.word_vectors);
  problem.training.samples = StoredSamples(RegionRows(data.regions, task.train_rows));
  problem.training.beside = StoredSamples(RegionRows(data.regions, task.rows_beside));
  problem.test.samples = StoredSamples(RegionRows(data.regions, test_rows));
}

}  // namespace

ProblemData make_problem(const DataSet& data, const Task& task, const std::string& setting) {
  const Rows test_rows = task.test_rows();

  ProblemData problem;
  TrainingData& training = problem.training;
  training.classes = {attributes_of(data, task), at::tensor(task.seen, at::kLong),
                      at::tensor(task.unseen, at::kLong)};
  training.labels = labels_of(data, task, task.train_rows);
  training.positions = at::searchsorted(training.classes.seen, training.labels);
  training.setting = setting;
  if (setting == "few-shot") training.beside_labels = labels_of(data, task, task.rows_beside);
  problem.test.labels = labels_of(data, task, test_rows);
  problem.test.seen = training.classes.seen;
  problem.test.unseen = training.classes.unseen;
  problem.test.rows = test_rows;
  if (data.regions) {
    add_regions(data, task, test_rows, problem);
  } else {
    add_rows(data, task, test_rows, problem);
  }
  return problem;
}

}  // namespace zeroth::host
