#include <doctest/doctest.h>

#include "host/study/plan_file.h"
#include "tests/support/files.h"
#include "tests/support/messages.h"

using namespace zeroth::host;

namespace {

StudyPlan plan_of(const Folder& folder, const std::string& text) {
  return read_plan(folder.write("p.json", text));
}

std::string plan_with(const std::string& more) {
  return R"({"zeroth_study": 1, "pipelines": ["a.json"], )" + more + "}";
}

/// Every value that a plan gives to "x", run by run.
std::string values_of(const std::string& list) {
  const Folder folder;
  const StudyPlan plan = plan_of(folder, plan_with("\"grid\": {\"x\": " + list + "}"));
  std::string text;
  for (std::size_t i = 0; i < number_of_runs(plan); ++i) {
    text += planned_run(plan, i).settings.at(0).value.dump() + " ";
  }
  return text;
}

std::string refusal_of(const std::string& text) {
  const Folder folder;
  std::string said = message_of([&] { expect_feasible(plan_of(folder, text)); });
  for (const std::string path = folder.path().string() + "/";
       said.find(path) != std::string::npos;) {
    said.erase(said.find(path), path.size());
  }
  return said;
}

}  // namespace

TEST_CASE("lists of values") {
  CHECK(values_of("[1, \"a\", null, 0.5]") == "1 \"a\" null 0.5 ");
  CHECK(values_of(R"({"from": 1, "to": 10, "step": 3})") == "1 4 7 10 ");
  CHECK(values_of(R"({"from": 3, "to": 1, "step": -1})") == "3 2 1 ");
  CHECK(values_of(R"({"from": 0.1, "to": 0.3, "step": 0.1})") == "0.1 0.2 0.3 ");
  CHECK(values_of(R"({"from": 0, "to": 1, "count": 5})") == "0 0.25 0.5 0.75 1 ");
  CHECK(values_of(R"({"from": 1e-5, "to": 1e-1, "count": 5, "log": true})") ==
        "1e-05 0.0001 0.001 0.01 0.1 ");
  CHECK(values_of(R"({"from": 16, "to": 256, "count": 5, "log": true, "whole": true})") ==
        "16 32 64 128 256 ");
  CHECK(values_of(R"({"from": 7, "to": 9, "count": 1})") == "7 ");
}

TEST_CASE("random lists are the same for a seed, and within their bounds") {
  const std::string first =
      values_of(R"({"random": 4, "seed": 1, "from": 1, "to": 3, "whole": true})");
  CHECK(first == values_of(R"({"random": 4, "seed": 1, "from": 1, "to": 3, "whole": true})"));
  CHECK(values_of(R"({"random": 9, "seed": 1, "from": 0, "to": 1})") !=
        values_of(R"({"random": 9, "seed": 2, "from": 0, "to": 1})"));
  const Folder folder;
  const StudyPlan plan = plan_of(
      folder,
      plan_with(
          R"("grid": {"x": {"random": 500, "seed": 3, "from": 1e-4, "to": 1, "log": true}})"));
  int small = 0;
  for (std::size_t i = 0; i < 500; ++i) {
    const double value = planned_run(plan, i).settings[0].value.get<double>();
    CHECK(value >= 1e-4);
    CHECK(value <= 1);
    small += value < 1e-2 ? 1 : 0;
  }
  CHECK(small > 200);  // half of them are, evenly by logs
  CHECK(small < 300);
  CHECK(values_of(R"({"random": 3, "seed": 1, "of": ["a"]})") == "\"a\" \"a\" \"a\" ");
}

TEST_CASE("axes are crossed, zipped lists change together, seeds change fastest") {
  const Folder folder;
  const StudyPlan plan = plan_of(folder, R"({"zeroth_study": 1, "pipelines": ["a.json", "b.json"],
    "seeds": {"from": 1, "to": 2}, "set": {"train/epochs": 5}, "grid": {"x": [1, 2]},
    "zip": {"y": [3, 4], "z": ["u", "v"]}})");
  REQUIRE(number_of_runs(plan) == 16);
  const auto text = [&](std::size_t index) {
    const PlannedRun run = planned_run(plan, index);
    std::string all = plan.pipelines[run.pipeline].name;
    for (const Setting& one : run.settings) all += " " + one.path + "=" + one.value.dump();
    return all;
  };
  CHECK(text(0) == "a.json train.epochs=5 x=1 y=3 z=\"u\" seed=1");
  CHECK(text(1) == "a.json train.epochs=5 x=1 y=3 z=\"u\" seed=2");
  CHECK(text(2) == "a.json train.epochs=5 x=1 y=4 z=\"v\" seed=1");
  CHECK(text(15) == "b.json train.epochs=5 x=2 y=4 z=\"v\" seed=2");
}

TEST_CASE("a change that gives a number another meaning changes the fingerprint") {
  const Folder folder;
  const auto print_of = [&](const std::string& more) {
    return plan_fingerprint(plan_of(folder, plan_with(more)));
  };
  const std::string first = print_of(R"("grid": {"x": [1, 2]})");
  CHECK(first == print_of(R"("name": "other", "grid": {"x": {"from": 1, "to": 2}})"));
  CHECK(first != print_of(R"("grid": {"x": [2, 1]})"));
  CHECK(first != print_of(R"("set": {"x": 1})"));
}

TEST_CASE("what is wrong with a plan is said with its place") {
  CHECK(refusal_of("[]") == "error: a plan must be a JSON object\n  where  p.json:1:1  ");
  CHECK(refusal_of(R"({"pipelines": ["a"]})").find("a plan says \"zeroth_study\": 1") !=
        std::string::npos);
  CHECK(refusal_of(plan_with(R"("seed": 3)")) ==
        "error: unknown \"seed\" in a plan; did you mean \"seeds\"?\n"
        "  where  p.json:1:54  /seed\n"
        "  why    known: zeroth_study, name, pipelines, seeds, set, grid, zip, most_runs\n"
        "  fix    what every run is given stands under \"set\", what changes under \"grid\"");
  CHECK(refusal_of(plan_with("\n\"grid\": {\"x\": 3}")) ==
        "error: \"x\" needs a list of values\n"
        "  where  p.json:2:15  /grid/x\n"
        "  fix    a list is [1, 2], {\"from\", \"to\", \"step\"}, {\"from\", \"to\", \"count\", "
        "\"log\"} "
        "or {\"random\", \"seed\", \"from\", \"to\"}");
  const auto says = [](const std::string& more, const std::string& what) {
    const std::string said = refusal_of(plan_with(more));
    CHECK_MESSAGE(said.find(what) != std::string::npos, said);
  };
  says(R"("grid": {"x": {"from": 1, "to": 3, "stp": 1}})",
       "unknown \"stp\"; did you mean \"step\"?");
  says(R"("grid": {"x": {"from": 1, "to": 3, "step": -1}})", "steps of -1 do not lead from 1 to 3");
  says(R"("grid": {"x": {"from": 1, "to": 1e9}})",
       "the list has 1000000000 values, more than 100000");
  says(R"("grid": {"x": {"from": 0, "to": 1, "count": 3, "log": true}})",
       "\"log\" needs \"from\" and \"to\" above 0");
  says(R"("grid": {"x": {"from": 0, "to": 1, "count": 0}})",
       "\"count\" must be a whole number from 1 to 100000");
  says(R"("grid": {"x": {"from": 0, "to": 1, "count": 3, "whole": 1}})",
       "\"whole\" must be true or false");
  says(R"("grid": {"x": {"random": 3, "from": 0, "to": 1}})", "random values need a \"seed\"");
  says(R"("grid": {"x": {"random": 3, "seed": 1, "of": []}})", "\"of\" must be a list of values");
  says(R"("grid": {"x": {"to": 3}})", "\"from\" must be a number");
  says(R"("grid": {"x": []})", "\"x\" needs a list of values");
  says(R"("grid": {"x": [1]}, "set": {"x": 2})", "\"x\" is given twice");
  says(R"("grid": {"seed": [1]})", "seeds stand under \"seeds\"");
  says(R"("grid": [1])", "\"grid\" must be an object of paths");
  says(R"("zip": [{"x": [1, 2], "y": [1]}])", "\"y\" has 1 values and \"x\" 2");
  says(R"("grid": {"x": {"random": 3, "seed": 1, "from": 0.5, "to": 2.5, "whole": true}})",
       "\"whole\" needs whole numbers for \"from\" and \"to\"");
  says(R"("grid": {"x": {"from": 9223372036854775806, "to": 9223372036854775807}})",
       "\"from\" is above 2^53, up to which ranges are exact");
  says(R"("most_runs": 0)", "\"most_runs\" must be a whole number above 0");
  says(R"("name": 3)", "\"name\" must be a text");
  CHECK(refusal_of(R"({"zeroth_study": 1})").find("a plan needs \"pipelines\"") !=
        std::string::npos);
  CHECK(refusal_of(R"({"zeroth_study": 1, "pipelines": ["a", "a"]})").find("in the list twice") !=
        std::string::npos);
}

TEST_CASE("a plan that explodes is told before") {
  const std::string thousand = R"({"from": 1, "to": 1000})";
  CHECK(refusal_of(plan_with("\"seeds\": " + thousand + ", \"grid\": {\"x\": " + thousand + "}")) ==
        "error: the plan has 1000000 runs, more than 10000\n"
        "  where  p.json\n"
        "  why    pipelines: 1\n"
        "         x: 1000\n"
        "         seed: 1000\n"
        "  fix    draw some instead: {\"random\": 20, \"seed\": 1, ...} under \"zip\"; if they are "
        "meant, say \"most_runs\": 1000000 in the plan");
  CHECK(refusal_of(plan_with("\"most_runs\": 1000, \"grid\": {\"x\": " + thousand + "}")) == "");
  std::string grid;
  for (char name = 'a'; name < 'j'; ++name) {
    grid += (grid.empty() ? "\"" : ", \"") + std::string(1, name) + "\": " + thousand;
  }
  CHECK(refusal_of(plan_with("\"grid\": {" + grid + "}"))
            .find("more than 18446744073709551615 runs") != std::string::npos);
}
