#include "host/reuse/model_rows.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/searchsorted.h>
#include <ATen/ops/tensor.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "host/base/problem.h"

namespace zeroth::host {
namespace {

using RowNumbers = std::vector<std::int64_t>;

constexpr std::int64_t kUnknown = -1, kLeftOut = -2;

[[noreturn]] void refuse_data(const DataSet& data, const std::string& what, const std::string& why,
                              const std::string& fix) {
  throw Failure(Exit::bad_data, {what, data.name, {why}, fix});
}

/// A model as far as rows need it.
struct Reader {
  explicit Reader(const ModelFile& model)
      : card(model.card), classes(classes_of(model.card)), problem(problem_of(model)) {
    if (!problem.samples.are_regions()) scale = scale_of(model);
  }
  const Json& card;
  std::vector<ModelClass> classes;
  TrainingData problem;
  MinMax scale;
};

/// Names of the classes that were taken from a model.
std::set<std::string> removed_from(const Json& card) {
  std::set<std::string> names;
  for (const Json& change : card.value("amended", Json::array())) {
    if (change.contains("removed")) names.insert(change.at("removed").get<std::string>());
  }
  return names;
}

/// Class of the data set -> column of the model, kUnknown, or kLeftOut where it was removed.
std::vector<std::int64_t> columns_of(const Reader& model, const DataSet& data) {
  const bool by_name = classes_have_names(model.card, data);
  std::map<std::string, std::int64_t> known;
  std::int64_t column = 0;
  for (const ModelClass& one : model.classes) {
    known.emplace(by_name ? one.name : std::to_string(one.id), column++);
  }
  const std::set<std::string> removed = removed_from(model.card);
  std::vector<std::int64_t> columns;
  for (std::int64_t id = 0; id < data.classes(); ++id) {
    const std::string name = by_name ? class_name(data, id) : std::to_string(id);
    const auto found = known.find(name);
    const auto none = removed.count(class_name(data, id)) > 0 ? kLeftOut : kUnknown;
    columns.push_back(found == known.end() ? none : found->second);
  }
  return columns;
}

void expect_same_width(const Reader& model, const DataSet& data) {
  const char* const fix = "give features of the same backbone as those that the model learned from";
  if (model.problem.samples.are_regions() != (data.regions != nullptr)) {
    refuse_data(data, "the data set is of another kind than the model reads",
                model.problem.samples.are_regions()
                    ? "the model reads region features, and these are rows"
                    : "the model reads rows, and these are region features",
                fix);
  }
  if (!data.regions && data.features.columns() != model.problem.samples.features().size(1)) {
    refuse_data(
        data,
        fmt::format("the model reads rows of {} numbers", model.problem.samples.features().size(1)),
        fmt::format("the data set has rows of {}", data.features.columns()), fix);
  }
  if (!data.regions) return;
  const RegionRows& wanted = model.problem.samples.images();
  if (data.regions->channels() == wanted.channels() && data.regions->regions() == wanted.regions())
    return;
  refuse_data(
      data,
      fmt::format("the model reads {} channels of {} regions", wanted.channels(), wanted.regions()),
      fmt::format("the data set has {} of {}", data.regions->channels(), data.regions->regions()),
      fix);
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

StoredSamples samples_of(const Reader& model, const DataSet& data, const RowNumbers& rows) {
  if (data.regions) return StoredSamples(RegionRows(data.regions, rows));
  const at::Tensor out =
      at::empty({static_cast<std::int64_t>(rows.size()), data.features.columns()});
  model.scale.apply(data.features, rows, out.data_ptr<float>());
  return StoredSamples(out);
}

/// Leaves out classes of test rows that the model never knew.  @return how many.
std::int64_t leave_strange_out(const DataSet& data, const Task& task,
                               std::vector<std::int64_t>& columns) {
  std::set<std::int64_t> strange;
  for (const auto row : task.test_rows()) {
    const auto id = data.labels[static_cast<std::size_t>(row)];
    if (columns[static_cast<std::size_t>(id)] == kUnknown) strange.insert(id);
  }
  for (const auto id : strange) columns[static_cast<std::size_t>(id)] = kLeftOut;
  return static_cast<std::int64_t>(strange.size());
}

/// Those of the rows whose class is not left out.
RowNumbers still_known(const DataSet& data, const std::vector<std::int64_t>& columns,
                       const RowNumbers& rows) {
  RowNumbers known;
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(known), [&](std::int64_t row) {
    const auto id = data.labels[static_cast<std::size_t>(row)];
    return columns[static_cast<std::size_t>(id)] != kLeftOut;
  });
  return known;
}

/// In the order of the data set.
std::vector<std::string> seen_as_unseen(const Reader& model, const DataSet& data, const Task& task,
                                        const std::vector<std::int64_t>& columns) {
  std::set<std::int64_t> found;
  for (const auto row : task.test_unseen_rows) {
    const auto id = data.labels[static_cast<std::size_t>(row)];
    const auto column = columns[static_cast<std::size_t>(id)];
    if (column >= 0 && model.classes[static_cast<std::size_t>(column)].is_seen) found.insert(id);
  }
  std::vector<std::string> names;
  for (const auto id : found) names.push_back(class_name(data, id));
  return names;
}

TestData test_rows(const Reader& model, const DataSet& data, const Task& task,
                   const std::vector<std::int64_t>& columns) {
  TestData test;
  test.rows = still_known(data, columns, task.test_rows());
  if (test.rows.empty()) {
    refuse_data(data, "there is no test row", "its splits name none", "give another data set");
  }
  test.labels = labels_in(data, columns, test.rows);
  test.seen = model.problem.classes.seen;
  test.unseen = model.problem.classes.unseen;
  test.samples = samples_of(model, data, test.rows);
  return test;
}

/// Training rows of other classes than the model's seen ones teach it nothing.
TrainingData training_rows(const Reader& model, const DataSet& data, const Task& task,
                           const std::vector<std::int64_t>& columns) {
  TrainingData training = model.problem;
  RowNumbers rows;
  for (const auto row : task.train_rows) {
    const auto id = data.labels[static_cast<std::size_t>(row)];
    const auto column = columns[static_cast<std::size_t>(id)];
    if (column >= 0 && model.classes[static_cast<std::size_t>(column)].is_seen) {
      rows.push_back(row);
    }
  }
  training.labels = labels_in(data, columns, rows);
  training.positions = at::searchsorted(training.classes.seen, training.labels);
  training.samples = samples_of(model, data, rows);
  return training;
}

}  // namespace

std::string class_name(const DataSet& data, std::int64_t id) {
  return data.class_names.empty() ? std::to_string(id)
                                  : data.class_names[static_cast<std::size_t>(id)];
}

bool classes_have_names(const Json& card, const DataSet& data) {
  return !data.class_names.empty() && names_classes(card);
}

ModelRows rows_for(const ModelFile& model, const DataSet& data, const Task& task,
                   StrangeClasses strange) {
  const Reader reader(model);
  expect_same_width(reader, data);
  std::vector<std::int64_t> columns = columns_of(reader, data);
  ModelRows rows;
  if (strange == StrangeClasses::left_out) {
    rows.strange_classes = leave_strange_out(data, task, columns);
  }
  rows.test = test_rows(reader, data, task, columns);
  rows.training = training_rows(reader, data, task, columns);
  rows.seen_as_unseen = seen_as_unseen(reader, data, task, columns);
  return rows;
}

}  // namespace zeroth::host
