#include <doctest/doctest.h>

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

TEST_CASE("no runs, no table") { CHECK(markdown_of(study_table({})).empty()); }
