#include "host/data/task.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "host/data/checks.h"
#include "host/data/minmax.h"
#include "tests/data/readers.h"

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
