#include <doctest/doctest.h>

#include <sstream>
#include <utility>

#include "host/base/columns.h"
#include "host/study/study_table.h"

using namespace zeroth::host;

namespace {

TableRun run_of(double h, std::vector<Setting> settings, const std::string& data = "d1",
                const std::string& protocol = "final-epoch",
                const std::string& setting = "inductive") {
  return {
      0,
      "p",
      std::move(settings),
      {{"protocol", protocol}, {"setting", setting}, {"metrics", {{"H", h}}}, {"gate", nullptr}},
      data};
}

}  // namespace

TEST_CASE("means and sample deviations over seeds, one row for each setting") {
  const StudyTable table = study_table({
      run_of(10, {{"fixed", 1, ""}, {"x", 0.5, ""}, {"seed", 1, ""}}),
      run_of(20, {{"fixed", 1, ""}, {"x", 0.5, ""}, {"seed", 2, ""}}),
      run_of(40, {{"fixed", 1, ""}, {"x", "a|b", ""}, {"seed", 1, ""}}),
  });
  CHECK(markdown_of(table) ==
        "| pipeline | x | n | U | S | H | T1 | AUSUC | AUROC | oracle U | oracle S | protocol | "
        "setting |\n"
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|\n"
        "| p | 0.5 | 2 |  |  | 15.0 ± 7.1 |  |  |  |  |  | final-epoch | inductive |\n"
        "| p | a\\|b | 1 |  |  | 40.0 |  |  |  |  |  | final-epoch | inductive |\n");
  CHECK(csv_of(table).find("\np,0.5,2,,,,,15,7.071067811865475") != std::string::npos);
  const Json rows = json_of(table);
  CHECK(rows[0]["figures"]["H"]["mean"] == 15);
  CHECK(rows[1]["figures"]["H"]["deviation"].is_null());
  CHECK(rows[1]["settings"] == Json{{"fixed", 1}, {"x", "a|b"}});
}

TEST_CASE("other data, protocols and settings are never averaged") {
  for (const TableRun& other :
       {run_of(20, {{"seed", 2, ""}}, "d2"), run_of(20, {{"seed", 2, ""}}, "d1", "strict-val"),
        run_of(20, {{"seed", 2, ""}}, "d1", "final-epoch", "transductive")}) {
    const StudyTable table = study_table({run_of(10, {{"seed", 1, ""}}), other});
    REQUIRE(table.groups.size() == 2);
    CHECK(table.groups[0].rows.at(0).runs == 1);
    CHECK(table.groups[1].rows.at(0).runs == 1);
    CHECK(markdown_of(table).find("data d1\n") == 0);
  }
}

TEST_CASE("a figure that some runs lack has no mean") {
  TableRun without = run_of(10, {{"seed", 2, ""}});
  without.result["metrics"] = Json::object();
  const StudyTable table = study_table({run_of(10, {{"seed", 1, ""}}), without});
  CHECK(table.groups[0].rows.at(0).runs == 2);
  CHECK(markdown_of(table).find("10.0") == std::string::npos);
}

namespace {

TableRun failed_run(std::vector<Setting> settings, const std::string& error = "no such file",
                    const std::string& data = "") {
  TableRun run{0, "p", std::move(settings), nullptr, data};
  run.error = error;
  run.protocol = "final-epoch";
  run.setting = "inductive";
  return run;
}

}  // namespace

TEST_CASE("settings whose runs all failed have a row that says why") {
  const StudyTable table =
      study_table({failed_run({{"x", 1, ""}, {"seed", 1, ""}}), run_of(10, {{"x", 2, ""}}),
                   failed_run({{"x", 1, ""}, {"seed", 2, ""}}, "other")});
  REQUIRE(table.groups.size() == 1);
  REQUIRE(table.groups[0].rows.size() == 2);
  const TableRow& row = table.groups[0].rows[0];
  CHECK((row.runs == 0 && row.failed == 2 && row.error == "no such file"));
  CHECK(row.figures[2].n == 0);
  CHECK(markdown_of(table) ==
        "| pipeline | x | n | U | S | H | T1 | AUSUC | AUROC | oracle U | oracle S | protocol | "
        "setting | failed |\n"
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n"
        "| p | 1 | 0 |  |  |  |  |  |  |  |  | final-epoch | inductive | 2 failed: no such file "
        "|\n"
        "| p | 2 | 1 |  |  | 10.0 |  |  |  |  |  | final-epoch | inductive |  |\n");
  CHECK(text_of(table, 80) ==
        "data d1, final-epoch, inductive\n"
        "pipeline  x  n     H\n"
        "p         1  0        2 failed: no such file\n"
        "p         2  1  10.0\n");
  CHECK(csv_of(table).find("final-epoch,inductive,d1,2,no such file\n") != std::string::npos);
  CHECK(json_of(table)[0]["failed"] == 2);
  CHECK(json_of(table)[1]["error"].is_null());
}

TEST_CASE("a seed that failed does not hide the others, whichever comes first") {
  for (const bool failed_first : {true, false}) {
    std::vector<TableRun> runs = {failed_run({{"seed", 1, ""}}), run_of(10, {{"seed", 2, ""}})};
    if (!failed_first) std::swap(runs[0], runs[1]);
    const StudyTable table = study_table(runs);
    REQUIRE(table.groups.size() == 1);
    REQUIRE(table.groups[0].rows.size() == 1);
    CHECK((table.groups[0].rows[0].runs == 1 && table.groups[0].rows[0].failed == 1));
    CHECK(table.groups[0].data == "d1");
  }
}

TEST_CASE("a failed run stands among those of its protocol only") {
  const StudyTable table =
      study_table({failed_run({{"x", 1, ""}}), run_of(10, {{"x", 2, ""}}, "d1", "strict-val")});
  REQUIRE(table.groups.size() == 2);
  CHECK(table.groups[1].rows.at(0).failed == 1);
  CHECK(text_of(table, 80).find("data unknown, final-epoch, inductive\n") != std::string::npos);
}

TEST_CASE("nothing in a table steers a terminal, and no line is wider than it") {
  TableRun run = run_of(10, {{"x", "a\x1b[2J\nb", ""}});
  run.name = "long name " + std::string(80, 'n');
  const StudyTable table = study_table({run, run_of(20, {{"x", 1, ""}})});
  for (const std::string& text : {markdown_of(table), text_of(table, 0)}) {
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find("a\\x1b[2J\\x0ab") != std::string::npos);
  }
  for (std::size_t width = 40; width < 140; width += 7) {
    std::istringstream lines(text_of(table, width));
    for (std::string line; std::getline(lines, line);) CHECK(columns_of(line) <= width);
  }
}

TEST_CASE("no runs, no table") { CHECK(markdown_of(study_table({})).empty()); }
