#include <ATen/core/Tensor.h>
#include <doctest/doctest.h>

#include "tests/report/made_runs.h"

using namespace zeroth::host;

namespace {

MadeRun run_of(const char* name, std::uint64_t seed = 1) {
  MadeRun made;
  made.name = name;
  made.seed = seed;
  return made;
}

ReportData grouped_runs(const std::vector<MadeRun>& all) { return grouped(made_runs(all), {}); }

}  // namespace

TEST_CASE("runs that differ in their seed only are one setting, by seed") {
  const ReportData data = grouped_runs({run_of("a", 3), run_of("b", 1), run_of("a", 1)});
  REQUIRE(data.groups.size() == 1);
  const ReportGroup& group = data.groups[0];
  CHECK(group.title() == "CUB, final-epoch, inductive");
  REQUIRE(group.settings.size() == 2);
  CHECK(group.settings[0].label == "a");
  REQUIRE(group.settings[0].runs.size() == 2);
  CHECK(group.settings[0].runs[0].seed == 1);
  CHECK(group.settings[0].runs[1].seed == 3);
  CHECK(group.columns.empty());
  CHECK(data.runs() == 3);
  CHECK(data.notes.empty());
}

TEST_CASE("a value that decides something makes another setting, and a column") {
  MadeRun longer = run_of("a");
  longer.epochs = 40;
  const ReportData data = grouped_runs({run_of("a"), longer, run_of("b")});
  const ReportGroup& group = data.groups.at(0);
  REQUIRE(group.settings.size() == 3);
  REQUIRE(group.columns == std::vector<std::string>{"train.epochs"});
  CHECK(group.settings[1].label == "a, train.epochs 40");
  CHECK(group.settings[1].values[0].second == "40");
  CHECK(group.settings[2].label == "b");
  CHECK(group.settings[2].values[0].second == "3");
}

TEST_CASE("10 and 10.0 are one value, and names decide nothing") {
  std::vector<ReportRun> runs = made_runs({run_of("a", 1), run_of("a", 2)});
  runs[1].summary.pipeline["train"]["epochs"] = 3.0;
  runs[1].summary.pipeline["name"] = "renamed";
  runs[1].summary.pipeline["published"] = {{"H", 99}};
  runs[1].summary.pipeline["data"] = {{"params", {{"root", "/elsewhere"}}}};
  const ReportData data = grouped(std::move(runs), {});
  REQUIRE(data.groups.size() == 1);
  CHECK(data.groups[0].settings.size() == 1);
}

TEST_CASE("another build of a plugin is another setting") {
  MadeRun rebuilt = run_of("a", 2);
  rebuilt.build = "fedcba9876543210";
  const ReportData data = grouped_runs({run_of("a"), rebuilt});
  const ReportGroup& group = data.groups.at(0);
  REQUIRE(group.settings.size() == 2);
  CHECK(group.columns == std::vector<std::string>{"ood.knn"});
  CHECK(group.settings[1].label == "a, ood.knn 1.0.0 (fedcba98)");
}

TEST_CASE("other data, rows, protocols and settings of the problem stand apart") {
  MadeRun data = run_of("a"), rows = run_of("a"), protocol = run_of("a"), setting = run_of("a");
  data.data_hash = "eeeeeeeeeeeeeeee";
  rows.first_row = 7;
  protocol.protocol = "strict-val";
  setting.setting = "transductive";
  const ReportData found = grouped_runs({run_of("a"), data, rows, protocol, setting});
  REQUIRE(found.groups.size() == 5);
  for (const ReportGroup& one : found.groups) CHECK(one.settings.size() == 1);
  CHECK(found.groups[1].title() == "CUB (eeeeeeee), final-epoch, inductive");
  CHECK(found.groups[0].data != found.groups[2].data);
  CHECK(found.groups[2].data.find("rows ") != std::string::npos);
  CHECK(found.groups[3].title() == "CUB (d0d0d0d0), strict-val, inductive");
}

TEST_CASE("an oracle for the gate stands apart, and is told") {
  std::vector<ReportRun> runs = made_runs({run_of("a", 1), run_of("a", 2)});
  runs[1].outcomes.oracle_gate = true;
  const ReportData data = grouped(std::move(runs), {});
  REQUIRE(data.groups.size() == 2);
  CHECK(data.notes ==
        std::vector<std::string>{"CUB, final-epoch, inductive, oracle gate: the gate is told of "
                                 "every test row whether its class is seen"});
}

TEST_CASE("of a seed that was run twice the first run counts") {
  MadeRun again = run_of("a", 1);
  again.start = "2026-02-01T00:00:00.000Z";
  const ReportData data = grouped_runs({again, run_of("a", 1)});
  REQUIRE(data.runs() == 1);
  CHECK(data.groups[0].settings[0].runs[0].summary.start == "2026-01-31T00:00:00.000Z");
  CHECK(data.notes.at(0) ==
        "a: seed 1 was run 2 times, with the same bits; runs/a-1-2026-01-31T00:00:00.000Z, which "
        "began first, counts, and not runs/a-1-2026-02-01T00:00:00.000Z");
  std::vector<ReportRun> other = made_runs({run_of("a", 1), again});
  other[1].outcomes.look.scores = "x";
  CHECK(grouped(std::move(other), {}).notes.at(0).find("with other bits") != std::string::npos);
}

TEST_CASE("settings that differ in more than people read are numbered") {
  std::vector<ReportRun> runs = made_runs({run_of("a", 1), run_of("a", 1)});
  for (int i = 0; i < 9; ++i) runs[1].summary.pipeline["ood"]["x" + std::to_string(i)] = i;
  const ReportData data = grouped(std::move(runs), {});
  CHECK(data.groups.at(0).columns.size() == 9);
  CHECK(data.groups[0].settings[0].label == "a #1");
  CHECK(data.groups[0].settings[1].label == "a #2");
}

TEST_CASE("environments that differ in what bits depend on are told") {
  std::vector<ReportRun> runs = made_runs({run_of("a", 1), run_of("a", 2)});
  runs[0].identity.environment = {{"threads", 1}, {"host", "x"}};
  runs[1].identity.environment = {{"threads", 2}, {"host", "y"}};
  CHECK(grouped(std::move(runs), {}).notes.at(0) ==
        "CUB, final-epoch, inductive: not all runs were computed alike (threads: 1 and 2); that "
        "moves figures a little");
}

TEST_CASE("a setting is called like the runs that count, and told apart by that name") {
  MadeRun again = run_of("a", 1), longer = run_of("a", 1);
  again.start = "2026-01-31T23:00:00.000Z";
  longer.epochs = 40;
  std::vector<ReportRun> runs = made_runs({again, run_of("a", 1), run_of("a", 2), longer});
  runs[0].summary.pipeline_name = "renamed";
  const ReportData data = grouped(std::move(runs), {});
  const ReportGroup& group = data.groups.at(0);
  REQUIRE(group.settings.size() == 2);
  CHECK(group.settings[0].label == "a, train.epochs 3");
  CHECK(group.settings[1].label == "a, train.epochs 40");
  REQUIRE(group.columns == std::vector<std::string>{"train.epochs"});
}
