#include "host/data/task.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "host/data/checks.h"
#include "host/data/minmax.h"
#include "host/data/problem_setting.h"
#include "tests/data/readers.h"
#include "tests/support/messages.h"

using namespace zeroth;
using namespace zeroth::host;

namespace {

DataSet world(std::uint64_t seed = 0) {
  return load_data({{"use", "data.synthetic"},
                    {"params",
                     {{"seen_classes", 8},
                      {"unseen_classes", 3},
                      {"attributes", 4},
                      {"features", 5},
                      {"train_per_class", 10},
                      {"test_per_class", 4},
                      {"noise", 1.0},
                      {"nonlinearity", 0.5},
                      {"seed", seed}}}});
}

std::set<std::int64_t> rows_of(const Task& task) {
  std::set<std::int64_t> rows(task.train_rows.begin(), task.train_rows.end());
  rows.insert(task.test_seen_rows.begin(), task.test_seen_rows.end());
  rows.insert(task.test_unseen_rows.begin(), task.test_unseen_rows.end());
  return rows;
}

}  // namespace

TEST_CASE("synthetic: the same seed is the same world, ids interleave, the optimum is known") {
  const DataSet a = world(), b = world(), c = world(1);
  check_data_set(a, "world");
  CHECK(
      std::equal(a.features.data(), a.features.data() + a.features.rows() * 5, b.features.data()));
  CHECK(!std::equal(a.features.data(), a.features.data() + 25, c.features.data()));
  REQUIRE(a.optimum);
  CHECK(a.optimum->H > 30);
  CHECK(a.optimum->T1 >= a.optimum->U);
  const Task task = test_task(a);
  CHECK(task.classes.size() == 11);
  CHECK(task.seen.size() == 8);
  CHECK(*std::max_element(task.unseen.begin(), task.unseen.end()) > task.seen.front());
}

TEST_CASE("validation: only training rows, pseudo-unseen classes have no training row") {
  DataSet data = world();
  for (const bool with_val : {false, true}) {
    if (with_val) {
      // As in the public files: validation classes come with rows of the seen test split.
      data.splits.val = {data.splits.trainval[0], data.splits.test_seen[0],
                         data.splits.test_seen[20]};
    }
    const Task task = validation_task(data, {0.2, 0.25, 0});
    const std::set<std::int64_t> trainval(data.splits.trainval.begin(), data.splits.trainval.end());
    CHECK(rows_of(task) == trainval);
    CHECK(task.train_rows.size() + task.test_seen_rows.size() + task.test_unseen_rows.size() ==
          trainval.size());
    CHECK(task.classes.size() == 8);
    CHECK(task.unseen.size() == 2);
    std::set<std::int64_t> trained;
    for (const auto row : task.train_rows)
      trained.insert(data.labels[static_cast<std::size_t>(row)]);
    CHECK(trained.size() == 6);
    for (const auto row : task.test_unseen_rows)
      CHECK(!trained.count(data.labels[static_cast<std::size_t>(row)]));
    for (const auto row : task.test_seen_rows)
      CHECK(trained.count(data.labels[static_cast<std::size_t>(row)]));
    CHECK(task.test_seen_rows.size() == 12);  // a fifth of ten rows of six classes
  }
}

TEST_CASE("validation: the choice depends on the seed only") {
  const DataSet data = world();
  CHECK(validation_task(data, {0.2, 0.25, 1}).train_rows ==
        validation_task(data, {0.2, 0.25, 1}).train_rows);
  CHECK(validation_task(data, {0.2, 0.25, 1}).train_rows !=
        validation_task(data, {0.2, 0.25, 2}).train_rows);
}

TEST_CASE("minmax: fitted on the chosen rows, a column without range stays") {
  const Matrix matrix(std::vector<float>{0, 5, 10, 5, 20, 7}, 3, 2);
  const MinMax scale = MinMax::fit(matrix, {0, 1});
  std::vector<float> out(4);
  scale.apply(matrix, {1, 2}, out.data());
  CHECK(out == std::vector<float>{1, 0, 2, 2});
}

TEST_CASE("setting: few-shot moves as many rows of every unseen class out of the test") {
  const DataSet data = world();
  Task task = test_task(data);
  const std::set<std::int64_t> before(task.test_unseen_rows.begin(), task.test_unseen_rows.end());
  apply_setting(data, {"few-shot", 3, 0}, task);
  CHECK(task.rows_beside.size() == 9);
  CHECK(task.test_unseen_rows.size() == 3);
  std::map<std::int64_t, int> of_class;
  for (const auto row : task.rows_beside) ++of_class[data.labels[static_cast<std::size_t>(row)]];
  for (const auto& [id, count] : of_class) CHECK(count == 3);
  std::set<std::int64_t> after(task.test_unseen_rows.begin(), task.test_unseen_rows.end());
  after.insert(task.rows_beside.begin(), task.rows_beside.end());
  CHECK(after == before);
  Task other = test_task(data);
  apply_setting(data, {"few-shot", 3, 1}, other);
  CHECK(other.rows_beside != task.rows_beside);
  CHECK(task.test_seen_rows == other.test_seen_rows);
}

TEST_CASE("setting: transductive rows stay in the test, and their order says nothing") {
  const DataSet data = world();
  Task task = test_task(data);
  const Task inductive = task;
  apply_setting(data, {"transductive", 1, 0}, task);
  CHECK(task.test_unseen_rows == inductive.test_unseen_rows);
  CHECK(std::is_permutation(task.rows_beside.begin(), task.rows_beside.end(),
                            inductive.test_unseen_rows.begin(), inductive.test_unseen_rows.end()));
  CHECK(!std::is_sorted(task.rows_beside.begin(), task.rows_beside.end()));
  Task plain = inductive;
  apply_setting(data, {}, plain);
  CHECK(plain.rows_beside.empty());
}

TEST_CASE("setting: what the data cannot give is refused") {
  DataSet data = world();
  const auto said = [&](const ProblemSetting& setting) {
    Task task = test_task(data);
    return message_of([&] { apply_setting(data, setting, task); });
  };
  CHECK(said({"few-shot", 4, 0}).find("has 4 test rows; 4 of them as shots leave none to test") !=
        std::string::npos);
  data.splits.test_unseen.clear();
  CHECK(said({"transductive", 1, 0}) ==
        "error: there is no transductive problem in these data\n  where  /problem\n"
        "  why    the splits name no test rows of unseen classes\n"
        "  fix    take \"inductive\", or splits with test_unseen_loc");
}
