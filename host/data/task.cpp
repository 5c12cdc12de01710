#include "host/data/task.h"

#include <zeroth/random.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "host/base/problem.h"

namespace zeroth::host {
namespace {

std::set<std::int64_t> classes_of(const DataSet& data, const std::vector<std::int64_t>& rows) {
  std::set<std::int64_t> classes;
  for (const auto row : rows) classes.insert(data.labels[static_cast<std::size_t>(row)]);
  return classes;
}

/// Numbers the classes of the task in ascending order of their ids.
void number_classes(Task& task, const std::set<std::int64_t>& seen,
                    const std::set<std::int64_t>& unseen) {
  std::set_union(seen.begin(), seen.end(), unseen.begin(), unseen.end(),
                 std::back_inserter(task.classes));
  for (std::size_t id = 0; id < task.classes.size(); ++id) {
    auto& side = seen.count(task.classes[id]) ? task.seen : task.unseen;
    side.push_back(static_cast<std::int64_t>(id));
  }
}

/// The classes to hold out: those of val_loc that are seen ones, else a seeded choice.
std::set<std::int64_t> pseudo_unseen(const DataSet& data, const std::set<std::int64_t>& seen,
                                     const ValidationSettings& settings, Random& random) {
  std::set<std::int64_t> chosen;
  if (data.splits.val) {
    const auto named = classes_of(data, *data.splits.val);
    std::set_intersection(named.begin(), named.end(), seen.begin(), seen.end(),
                          std::inserter(chosen, chosen.end()));
  }
  if (!chosen.empty() && chosen.size() < seen.size()) return chosen;
  std::vector<std::int64_t> order(seen.begin(), seen.end());
  random.shuffle(order);
  const double wanted = settings.unseen_share * static_cast<double>(order.size());
  const auto rounded = static_cast<std::size_t>(std::lround(wanted));
  const auto count = std::clamp<std::size_t>(rounded, 1, order.size() - 1);
  return {order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count)};
}

/// Parts the rows of one class; at least one row stays for training.
void hold_out(std::vector<std::int64_t> rows, double share, Random& random, Task& task) {
  random.shuffle(rows);
  const double wanted = share * static_cast<double>(rows.size());
  auto count = std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(wanted)));
  count = std::min(count, rows.size() - 1);
  const auto cut = rows.begin() + static_cast<std::ptrdiff_t>(count);
  task.test_seen_rows.insert(task.test_seen_rows.end(), rows.begin(), cut);
  task.train_rows.insert(task.train_rows.end(), cut, rows.end());
}

/// Those that are tested as unseen; where none is tested, those that nothing is learned from.
std::set<std::int64_t> unseen_classes(const DataSet& data, const std::set<std::int64_t>& seen) {
  if (!data.splits.test_unseen.empty()) return classes_of(data, data.splits.test_unseen);
  std::set<std::int64_t> unseen;
  for (std::int64_t id = 0; id < data.classes(); ++id) {
    if (seen.count(id) == 0) unseen.insert(id);
  }
  return unseen;
}

}  // namespace

std::vector<std::int64_t> Task::test_rows() const {
  std::vector<std::int64_t> rows = test_seen_rows;
  rows.insert(rows.end(), test_unseen_rows.begin(), test_unseen_rows.end());
  return rows;
}

Task test_task(const DataSet& data) {
  Task task;
  task.train_rows = data.splits.trainval;
  task.test_seen_rows = data.splits.test_seen;
  task.test_unseen_rows = data.splits.test_unseen;
  const auto seen = classes_of(data, task.train_rows);
  number_classes(task, seen, unseen_classes(data, seen));
  return task;
}

Task validation_task(const DataSet& data, const ValidationSettings& settings) {
  Random random(settings.seed);
  const auto all = classes_of(data, data.splits.trainval);
  if (all.size() < 2) {
    throw Failure(Exit::bad_data, {"validation needs at least two seen classes",
                                   "/data",
                                   {"one of them plays the unseen class"},
                                   "use the protocol \"final-epoch\""});
  }
  const auto held_out = pseudo_unseen(data, all, settings, random);
  std::map<std::int64_t, std::vector<std::int64_t>> rows_of;
  for (const auto row : data.splits.trainval) {
    rows_of[data.labels[static_cast<std::size_t>(row)]].push_back(row);
  }
  Task task;
  std::set<std::int64_t> seen;
  for (const auto& [id, rows] : rows_of) {
    if (held_out.count(id)) {
      task.test_unseen_rows.insert(task.test_unseen_rows.end(), rows.begin(), rows.end());
    } else {
      seen.insert(id);
      hold_out(rows, settings.seen_share, random, task);
    }
  }
  for (auto* rows : {&task.train_rows, &task.test_seen_rows, &task.test_unseen_rows}) {
    std::sort(rows->begin(), rows->end());
  }
  number_classes(task, seen, held_out);
  return task;
}

}  // namespace zeroth::host
