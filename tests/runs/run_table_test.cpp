#include "host/runs/run_table.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>
#include <string>

#include "host/base/columns.h"
#include "host/runs/run_order.h"
#include "tests/support/messages.h"

using namespace zeroth::host;

namespace {

/// Three runs of one recipe that differ in a weight, with the table of them.
struct Table {
  Table() {
    add("2026-01-31-cub-01234567", RunState::finished, 0.5);
    add("2026-01-31-cub-89abcdef", RunState::failed, 5.0);
    add("2026-01-31-cub-0000ffff", RunState::running, 50);
    list.runs[0].run.figures = {{"H", 32.64}};
    list.runs[1].run.error = "error: no such file, \"x\"\n  where  y";
    list.runs[2].run.progress = {"final", "adversarial", 12, 40, {{"H", 31.04}}};
  }
  void add(const std::string& name, RunState state, double weight) {
    ListedRun listed;
    listed.run.name = name;
    listed.run.state = state;
    listed.run.recipe = "d3gzsl";
    const Json pipeline = {
        {"joint", {{"weight", weight}}}, {"loss", {{"weight", 1}}}, {"train", {{"epochs", 40}}}};
    listed.settings = list.settings.ids_of(pipeline);
    list.runs.push_back(listed);
  }
  ChosenRuns all() const {
    ChosenRuns runs;
    for (const ListedRun& one : list.runs) runs.push_back(&one);
    return runs;
  }
  std::string at(std::size_t width) const {
    const Fields fields(list);
    return run_table(all(), run_columns(all(), list, fields, {}), width);
  }
  RunList list;
};

}  // namespace

TEST_CASE("run table: what differs, how far a run is, and what is wrong with one") {
  const Table table;
  const Fields fields(table.list);
  std::vector<RunColumn> columns = run_columns(table.all(), table.list, fields, {});
  columns.erase(std::remove_if(columns.begin(), columns.end(),
                               [](const RunColumn& one) { return one.rank > kRankOfNotes; }),
                columns.end());
  CHECK(run_table(table.all(), columns, 100) ==
        "run                      state     progress           joint.weight      H\n"
        "2026-01-31-cub-01234567  finished  -                           0.5   32.6\n"
        "2026-01-31-cub-89abcdef  failed    -                             5      -  no such file, "
        "\"x\"\n"
        "2026-01-31-cub-0000ffff  running   adversarial 12/40            50  31.0*\n");
}

TEST_CASE("run table: no row is wider than there is room, and what went is counted") {
  const Table table;
  for (std::size_t width = 42; width < 130; ++width) {
    std::istringstream lines(table.at(width));
    for (std::string line; std::getline(lines, line);) {
      const bool counts = line.find("more column") != std::string::npos;
      CHECK_MESSAGE((counts || columns_of(line) <= width), line);
    }
  }
  CHECK(table.at(60).find("more columns: --all-columns, --csv or a wider window\n") !=
        std::string::npos);
  CHECK(table.at(0).find("more column") == std::string::npos);
}

TEST_CASE("run table: CSV quotes what has to be quoted") {
  const Table table;
  const Fields fields(table.list);
  CHECK(
      run_csv(table.all(), {{fields.find("state"), 0}, {fields.find("error"), 0}}) ==
      "state,error\nfinished,\nfailed,\"error: no such file, \"\"x\"\"\n  where  y\"\nrunning,\n");
}

TEST_CASE("run table: equal numbers are no difference, however they are written") {
  RunList list;
  for (const Json& epochs : {Json(40), Json(40.0)}) {
    const Json pipeline = {{"train", {{"epochs", epochs}}}};
    list.runs.push_back({{}, list.settings.ids_of(pipeline)});
  }
  const Fields fields(list);
  CHECK(told_settings({&list.runs[0], &list.runs[1]}, list, fields, false).empty());
}

TEST_CASE("run order: both ways, and what has no value comes last") {
  const Table table;
  const Fields fields(table.list);
  const auto sorted = [&](const std::string& order) {
    ChosenRuns runs = table.all();
    sort_runs(runs, order, fields);
    std::string ends;
    for (const ListedRun* one : runs) ends += one->run.name.back();
    return ends;
  };
  CHECK(sorted("joint.weight") == "7ff");
  CHECK(sorted("joint.weight:desc") == "ff7");
  CHECK(sorted("H") == "7ff");
  CHECK(sorted("H:desc") == "7ff");
  CHECK(message_of([&] { sorted("H:down"); }) ==
        "error: no direction \"down\"\n  where  --sort\n  fix    write H:desc or H:asc");
  CHECK(message_of([&] { sorted("Hh"); }).find("no field \"Hh\"") != std::string::npos);
}
