#include <doctest/doctest.h>

#include "host/compare/part_differences.h"
#include "host/compare/row_comparison.h"
#include "host/compare/setting_differences.h"
#include "host/compare/side_table.h"
#include "host/compare/verdict.h"

using namespace zeroth::host;

namespace {

RunIdentity identity(const char* hash, int threads) {
  RunIdentity identity;
  identity.environment = {{"threads", threads}, {"host", "node07"}};
  identity.plugins = {{"ood.knn", {{"version", "1.0.0"}, {"hash", hash}, {"file", "x.so"}}}};
  return identity;
}

RowOutcomes rows(const std::vector<bool>& right) {
  RowOutcomes outcomes;
  for (std::size_t i = 0; i < right.size(); ++i) {
    RowOutcome one;
    one.row = static_cast<std::int64_t>(i);
    one.label = static_cast<std::int64_t>(i % 2);
    one.seen = i % 2 == 0;
    one.right = one.right_on_side = right[i];
    one.right_unseen = !one.seen && right[i];
    one.predicted = right[i] ? one.label : 7;
    outcomes.push_back(one);
  }
  return outcomes;
}

}  // namespace

TEST_CASE("settings that differ, in the order of the first, then those of the second alone") {
  const Json first = {{"seed", 1}, {"train", {{"epochs", 3}, {"batch", 16}}}, {"name", "a"}};
  const Json second = {{"seed", 2}, {"name", "b"}, {"train", {{"epochs", 3.0}, {"rate", nullptr}}}};
  const auto differences = setting_differences(first, second);
  REQUIRE(differences.size() == 4);
  CHECK(differences[0].path == "seed");
  CHECK(differences[0].role == SettingRole::seed);
  CHECK(differences[1].path == "train.batch");
  CHECK(!differences[1].second);
  CHECK(differences[2].role == SettingRole::idle);
  CHECK(differences[3].path == "train.rate");
  CHECK(!differences[3].first);
  CHECK(differences[3].second->is_null());
  CHECK(setting_differences(first, first).empty());
}

TEST_CASE("plugins and environments") {
  const RunIdentity one = identity("0123456789", 1), other = identity("abcdef0123", 2);
  const auto plugins = plugin_differences(one, other);
  REQUIRE(plugins.size() == 1);
  CHECK(plugins[0].second == "1.0.0 (hash abcdef01)");
  CHECK(plugin_differences(one, RunIdentity()).empty());
  const auto environment = environment_changes(one, other);
  REQUIRE(environment.size() == 1);
  CHECK(environment[0].name == "threads");
  CHECK(environment[0].decides);
  RunIdentity moved = one;
  CHECK(!moved_on(moved));
  moved.changes.push_back({{"time", "later"}, {"environment", {{"host", "node08"}}}});
  CHECK(!moved_on(moved));
  CHECK(!environment_changes(one, moved)[0].decides);
  moved.changes.push_back({{"time", "later"}, {"environment", {{"threads", 2}}}});
  CHECK(moved_on(moved));
}

TEST_CASE("rows of two models") {
  const RowOutcomes one = rows({true, true, false, true}), other = rows({true, false, false, true});
  const Json same = compare_rows(one, other);
  CHECK(same.at("relation") == "same");
  CHECK(same.at("same_predictions") == 3);
  CHECK(same.at("images").at("U").at("value").get<double>() == doctest::Approx(-50));
  CHECK(compare_rows(one, rows({true, true})).at("relation") == "other rows");
  RowOutcomes renamed = one;
  renamed[0].label = 4;
  CHECK(compare_rows(one, renamed) == Json({{"rows", {4, 4}}, {"relation", "other classes"}}));
}

TEST_CASE("verdicts") {
  const ResultsOf same{true, true, ""}, others{true, false, "H +1.4."}, none;
  const Cause seed{"chance", "the seed"}, threads{"numerics", "threads"};
  CHECK(verdict_of({}, same).kind == "identical");
  CHECK(verdict_of({threads}, same).text ==
        "identical: scores, model and metrics are the same to the last bit. That they differ in "
        "numerics (threads) shows in none of them.");
  CHECK(verdict_of({}, others).kind == "unexplained");
  CHECK(verdict_of({seed}, others).text ==
        "chance: only the seed differs. What lies between the two is what another seed does. H "
        "+1.4.");
  CHECK(verdict_of({threads}, others).kind == "numerics");
  const DifferenceVerdict several = verdict_of({{"data", "other arrays"}, threads, seed}, others);
  CHECK(several.kind == "several");
  CHECK(several.text.find("data (other arrays), numerics (threads) and chance (the seed)") !=
        std::string::npos);
  CHECK(verdict_of({}, none).text ==
        "unfinished: so far nothing differs that a result depends on.");
}

TEST_CASE("a table, or paragraphs where it has no room") {
  const std::vector<SideRow> rows = {{"train.epochs", "3", "12", "chance"}, {"x", "a", "b", ""}};
  CHECK(side_table("settings", rows, 40) ==
        "settings        A  B\n"
        "  train.epochs  3  12  chance\n"
        "  x             a  b\n");
  CHECK(side_table("settings", rows, 20) ==
        "settings\n"
        "  train.epochs  (chance)\n"
        "    A  3\n"
        "    B  12\n"
        "  x\n"
        "    A  a\n"
        "    B  b\n");
  CHECK(side_table("environment", {{"a", "1", "2", ""}}, 40) ==
        "environment  A  B\n  a          1  2\n");
}
