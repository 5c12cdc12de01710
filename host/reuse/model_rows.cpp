#include "host/reuse/model_rows.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/searchsorted.h>
#include <ATen/ops/tensor.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "host/base/problem.h"

namespace zeroth::host {
namespace {

using RowNumbers = std::vector<std::int64_t>;

constexpr std::int64_t kUnknown = -1;

[[noreturn]] void refuse_data(const DataSet& data, const std::string& what, const std::string& why,
                              const std::string& fix) {
  throw Failure(Exit::bad_data, {what, data.name, {why}, fix});
}

/// Class of the data set -> column of the model, or kUnknown.
std::vector<std::int64_t> columns_of(const LoadedModel& model, const DataSet& data) {
  std::map<std::string, std::int64_t> by_name;
  std::map<std::int64_t, std::int64_t> by_id;
  for (const ModelClass& one : model.classes()) {
    const auto column = static_cast<std::int64_t>(by_id.size());
    by_id.emplace(one.id, column);
    by_name.emplace(one.name, column);
  }
  const bool are_named = !data.class_names.empty() && model.has_names();
  std::vector<std::int64_t> columns;
  for (std::int64_t id = 0; id < data.classes(); ++id) {
    const auto place = static_cast<std::size_t>(id);
    if (are_named) {
      const auto found = by_name.find(data.class_names[place]);
      columns.push_back(found == by_name.end() ? kUnknown : found->second);
    } else {
      const auto found = by_id.find(id);
      columns.push_back(found == by_id.end() ? kUnknown : found->second);
    }
  }
  return columns;
}

void expect_same_width(const LoadedModel& model, const DataSet& data) {
  const char* const fix = "give features of the same backbone as those that the model learned from";
  if (model.reads_regions() != (data.regions != nullptr)) {
    refuse_data(data, "the data set is of another kind than the model reads",
                model.reads_regions() ? "the model reads region features, and these are rows"
                                      : "the model reads rows, and these are region features",
                fix);
  }
  if (!data.regions && data.features.columns() != model.columns()) {
    refuse_data(data, fmt::format("the model reads rows of {} numbers", model.columns()),
                fmt::format("the data set has rows of {}", data.features.columns()), fix);
  }
  if (!data.regions) return;
  const RegionRows& wanted = model.region_sizes();
  if (data.regions->channels() == wanted.channels() && data.regions->regions() == wanted.regions())
    return;
  refuse_data(
      data,
      fmt::format("the model reads {} channels of {} regions", wanted.channels(), wanted.regions()),
      fmt::format("the data set has {} of {}", data.regions->channels(), data.regions->regions()),
      fix);
}

std::string class_name(const DataSet& data, std::int64_t id) {
  return data.class_names.empty() ? std::to_string(id)
                                  : data.class_names[static_cast<std::size_t>(id)];
}

/// Columns of the rows' classes.
at::Tensor labels_in(const DataSet& data, const std::vector<std::int64_t>& columns,
                     const RowNumbers& rows) {
  std::vector<std::int64_t> labels;
  std::set<std::string> unknown;
  for (const auto row : rows) {
    const auto id = data.labels[static_cast<std::size_t>(row)];
    labels.push_back(columns[static_cast<std::size_t>(id)]);
    if (labels.back() == kUnknown) unknown.insert(class_name(data, id));
  }
  if (unknown.empty()) return at::tensor(labels, at::kLong);
  const std::size_t count = unknown.size();
  while (unknown.size() > 3) unknown.erase(std::prev(unknown.end()));
  refuse_data(data, fmt::format("the model does not know {} of the classes that are tested", count),
              fmt::format("such as {}", fmt::join(unknown, ", ")),
              "leave their rows out, or give the model these classes with `zeroth add-class`");
}

StoredSamples samples_of(const LoadedModel& model, const DataSet& data, const RowNumbers& rows) {
  if (data.regions) return StoredSamples(RegionRows(data.regions, rows));
  const at::Tensor out =
      at::empty({static_cast<std::int64_t>(rows.size()), data.features.columns()});
  model.scale().apply(data.features, rows, out.data_ptr<float>());
  return StoredSamples(out);
}

TestData test_rows(const LoadedModel& model, const DataSet& data, const Task& task,
                   const std::vector<std::int64_t>& columns) {
  TestData test;
  test.rows = task.test_seen_rows;
  test.rows.insert(test.rows.end(), task.test_unseen_rows.begin(), task.test_unseen_rows.end());
  if (test.rows.empty()) {
    refuse_data(data, "there is no test row", "its splits name none", "give another data set");
  }
  test.labels = labels_in(data, columns, test.rows);
  test.seen = model.problem().classes.seen;
  test.unseen = model.problem().classes.unseen;
  test.samples = samples_of(model, data, test.rows);
  return test;
}

/// Training rows of other classes than the model's seen ones teach it nothing.
TrainingData training_rows(const LoadedModel& model, const DataSet& data, const Task& task,
                           const std::vector<std::int64_t>& columns) {
  TrainingData training = model.problem();
  RowNumbers rows;
  for (const auto row : task.train_rows) {
    const auto id = data.labels[static_cast<std::size_t>(row)];
    const auto column = columns[static_cast<std::size_t>(id)];
    if (column != kUnknown && model.classes()[static_cast<std::size_t>(column)].is_seen) {
      rows.push_back(row);
    }
  }
  training.labels = labels_in(data, columns, rows);
  training.positions = at::searchsorted(training.classes.seen, training.labels);
  training.samples = samples_of(model, data, rows);
  return training;
}

}  // namespace

ModelRows rows_for(const LoadedModel& model, const DataSet& data, const Task& task) {
  expect_same_width(model, data);
  const std::vector<std::int64_t> columns = columns_of(model, data);
  return {test_rows(model, data, task, columns), training_rows(model, data, task, columns)};
}

}  // namespace zeroth::host
