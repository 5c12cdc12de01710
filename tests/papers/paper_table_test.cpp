#include "host/papers/paper_table.h"

#include <doctest/doctest.h>

using namespace zeroth::host;

namespace {

Json pipeline(const std::string& name, int epochs = 40) {
  return {{"name", name},
          {"seed", 1},
          {"data", {{"use", "data.npy"}, {"params", {{"root", "${env:ZEROTH_DATA}/CUB"}}}}},
          {"train", {{"epochs", epochs}}},
          {"evaluate", {{"protocol", "final-epoch"}, {"every", 1}}}};
}

PaperRuns runs_of(Json document, double u, const std::string& protocol = "final-epoch") {
  document["seed"] = 7;
  document["data"]["params"]["root"] = "/somewhere/else";
  document["evaluate"]["protocol"] = protocol;
  const std::string name = document["name"].get<std::string>() + "-run";
  return {std::move(document),
          protocol,
          "inductive",
          "hash",
          150,
          50,
          {name},
          {{"U", {2, u, 0.5}}, {"H", {2, u / 2, 0.1}}}};
}

/// A table of one data set with such a cell in its only row.
Paper paper(std::vector<PaperPipeline> pipelines) {
  PaperCell cell{std::move(pipelines), {50.4, std::nullopt}, ""};
  return {"t",        "T",     "P",         "paper-oracle",       {},
          {"U", "H"}, {"CUB"}, {{150, 50}}, {{"row", "", {cell}}}};
}

PaperPipeline made(const std::string& name, std::vector<bool> answers = {true, true}) {
  return {name, pipeline(name), "", std::move(answers)};
}

}  // namespace

TEST_CASE("a run of a row is one of its pipeline, whatever its seed, protocol and places") {
  const PaperRuns same = runs_of(pipeline("a"), 60, "paper-oracle");
  CHECK(changes_from_row(pipeline("a"), same, {150, 50}).empty());
  CHECK(changes_from_row(pipeline("another name"), same, {0, 0}).empty());
  CHECK(changes_from_row(pipeline("a", 41), same, {150, 50}) ==
        std::vector<std::string>{"train.epochs 40, there 41"});
  CHECK(changes_from_row(pipeline("a"), same, {100, 50}) ==
        std::vector<std::string>{"data of 150 seen and 50 unseen classes, there 100 and 50"});
  Json row = pipeline("a");
  row["data"]["use"] = "data.xlsa17";
  CHECK(changes_from_row(row, same, {150, 50}).size() == 1);
  row = pipeline("a");
  row["evaluate"]["every"] = 2;
  row["data"]["params"]["attributes"] = "att";
  CHECK(changes_from_row(row, same, {150, 50}) ==
        std::vector<std::string>{"data.params.attributes nothing, there att",
                                 "evaluate.every 1, there 2"});
  PaperRuns rounded = same;
  rounded.pipeline["precision"] = "bf16";
  CHECK(changes_from_row(pipeline("a"), rounded, {150, 50}) ==
        std::vector<std::string>{"precision bf16, there nothing"});
}

TEST_CASE("own figures stand below the published ones, by the protocol they were made by") {
  const std::vector<PaperRuns> runs = {runs_of(pipeline("a"), 61),
                                       runs_of(pipeline("a"), 62, "paper-oracle")};
  const PaperTable table = paper_table(paper({made("a")}), runs);
  REQUIRE(table.lines.size() == 3);
  CHECK(table.lines[0].source == PaperSource::published);
  CHECK(table.lines[0].protocol == "paper-oracle");
  CHECK(table.lines[0].cells[0].figures[0].mean == 50.4);
  CHECK(table.lines[0].cells[0].figures[1].n == 0);
  CHECK(table.lines[1].source == PaperSource::own);
  CHECK(table.lines[1].protocol == "final-epoch");
  CHECK(table.lines[1].other_protocol);
  CHECK(table.lines[1].cells[0].figures[0].mean == 61);
  CHECK(table.lines[1].cells[0].figures[1].deviation == 0.1);
  CHECK(table.lines[1].cells[0].runs == std::vector<std::string>{"a-run"});
  CHECK(!table.lines[2].other_protocol);
  CHECK(table.lines[2].cells[0].figures[0].mean == 62);
  CHECK(table.unused.empty());
}

TEST_CASE("a row that was not run, and runs of no row") {
  const PaperTable table = paper_table(paper({made("a")}), {runs_of(pipeline("b", 41), 61)});
  REQUIRE(table.lines.size() == 2);
  CHECK(table.lines[1].source == PaperSource::own);
  CHECK(table.lines[1].told == "not run");
  CHECK(table.lines[1].cells[0].told == "not run");
  CHECK(table.lines[1].protocol == "");
  REQUIRE(table.unused.size() == 1);
  CHECK(table.unused[0].runs == std::vector<std::string>{"b-run"});
  CHECK(table.unused[0].why == "\"b\" is the pipeline of no row");
  const PaperTable broken = paper_table(paper({{"a", nullptr, "no plugin x", {true, true}}}), {});
  CHECK(broken.lines[1].cells[0].told == "cannot be run here: a: no plugin x");
}

TEST_CASE("a run that was changed is not the row, and the row still not run") {
  const PaperTable table = paper_table(paper({made("a")}), {runs_of(pipeline("a", 5), 61)});
  REQUIRE(table.lines.size() == 3);
  CHECK(table.lines[1].told == "not run");
  CHECK(table.lines[2].source == PaperSource::changed);
  CHECK(table.lines[2].told == "changed: train.epochs 5, there 40");
  CHECK(table.lines[2].cells[0].figures[0].mean == 61);
  CHECK(table.lines[2].other_protocol);
  CHECK(table.unused.empty());
}

TEST_CASE("two pipelines make one row, each its own figures") {
  const Paper both = paper({made("zsl", {false, true}), made("gzsl", {true, false})});
  const PaperTable half = paper_table(both, {runs_of(pipeline("zsl"), 60)});
  REQUIRE(half.lines.size() == 2);
  // The two differ in nothing but their names here: a run of one is a run of the other, too.
  CHECK(half.lines[1].cells[0].figures[0].mean == 60);
  Paper apart = both;
  apart.rows[0].cells[0].pipelines[1].pipeline = pipeline("gzsl", 80);
  const PaperTable one = paper_table(apart, {runs_of(pipeline("zsl"), 60)});
  CHECK(one.lines[1].cells[0].figures[0].n == 0);
  CHECK(one.lines[1].cells[0].figures[1].mean == 30);
  CHECK(one.lines[1].cells[0].told == "not run: gzsl");
  const PaperTable all =
      paper_table(apart, {runs_of(pipeline("zsl"), 60), runs_of(pipeline("gzsl", 80), 70)});
  REQUIRE(all.lines.size() == 2);
  CHECK(all.lines[1].cells[0].figures[0].mean == 70);
  CHECK(all.lines[1].cells[0].figures[1].mean == 30);
  CHECK(all.lines[1].cells[0].told == "");
}

TEST_CASE("runs on other data stand in a line of their own") {
  PaperRuns other = runs_of(pipeline("a"), 70);
  other.data_hash = "another";
  const PaperTable table = paper_table(paper({made("a")}), {runs_of(pipeline("a"), 60), other});
  REQUIRE(table.lines.size() == 3);
  CHECK(table.lines[1].cells[0].figures[0].mean == 60);
  CHECK(table.lines[2].cells[0].figures[0].mean == 70);
}
