#include "host/data/problem_setting.h"

#include <fmt/format.h>
#include <zeroth/random.h>

#include <algorithm>
#include <map>

#include "host/base/problem.h"

namespace zeroth::host {
namespace {

using Rows = std::vector<std::int64_t>;

[[noreturn]] void refuse(const ProblemSetting& setting, const std::string& why,
                         const std::string& fix) {
  throw Failure(
      Exit::bad_data,
      {fmt::format("there is no {} problem in these data", setting.name), "/problem", {why}, fix});
}

std::string name_of(const DataSet& data, std::int64_t id) {
  if (data.class_names.empty()) return fmt::format("{} (from 0)", id);
  return fmt::format("\"{}\"", data.class_names[static_cast<std::size_t>(id)]);
}

/// In an order that says nothing of their labels, as rows of a file often do.
Rows shuffled(Rows rows, Random& random) {
  random.shuffle(rows);
  return rows;
}

void move_shots(const DataSet& data, const ProblemSetting& setting, Random& random, Task& task) {
  std::map<std::int64_t, Rows> rows_of;
  for (const auto row : task.test_unseen_rows) {
    rows_of[data.labels[static_cast<std::size_t>(row)]].push_back(row);
  }
  task.test_unseen_rows.clear();
  const auto shots = static_cast<std::ptrdiff_t>(setting.shots);
  for (const auto& [id, rows] : rows_of) {
    const auto has = static_cast<std::int64_t>(rows.size());
    if (has <= setting.shots) {
      refuse(
          setting,
          fmt::format("the unseen class {} has {} test row{}; {} of them as shot{} leave none to "
                      "test",
                      name_of(data, id), has, has == 1 ? "" : "s", setting.shots,
                      setting.shots == 1 ? "" : "s"),
          "take fewer shots, or leave that class out of the splits");
    }
    const Rows order = shuffled(rows, random);
    task.rows_beside.insert(task.rows_beside.end(), order.begin(), order.begin() + shots);
    task.test_unseen_rows.insert(task.test_unseen_rows.end(), order.begin() + shots, order.end());
  }
  std::sort(task.test_unseen_rows.begin(), task.test_unseen_rows.end());
}

}  // namespace

void apply_setting(const DataSet& data, const ProblemSetting& setting, Task& task) {
  if (setting.name == "inductive") return;
  if (task.test_unseen_rows.empty()) {
    refuse(setting, "the splits name no test rows of unseen classes",
           "take \"inductive\", or splits with test_unseen_loc");
  }
  Random random(setting.seed);
  if (setting.name == "transductive") {
    task.rows_beside = shuffled(task.test_unseen_rows, random);
  } else {
    move_shots(data, setting, random, task);
  }
}

}  // namespace zeroth::host
