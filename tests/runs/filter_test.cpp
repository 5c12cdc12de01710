#include "host/runs/filter.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/support/messages.h"

using namespace zeroth::host;

namespace {

/// Three runs: finished with H 32.64, failed, and damaged.
struct ThreeRuns {
  ThreeRuns() {
    add("cub-1", RunState::finished,
        {{"train", {{"epochs", 40}}},
         {"ood", {{"use", "ood.energy"}}},
         {"joint", {{"weight", 0.5}}}});
    RunSummary& first = list.runs[0].run;
    first.figures = {{"H", 32.64}, {"AUROC", 71.0}};
    first.seed = 1;
    first.recipe = "d3gzsl";
    first.size = 3 << 20;
    first.start = "2026-01-31T12:00:00.000Z";
    first.pipeline_hash = "0123abcd4567";
    first.seconds = 7200;
    add("cub-2", RunState::failed, {{"train", {{"epochs", 5}}}, {"teacher", {{"epochs", 7}}}});
    list.runs[1].run.seed = 2;
    list.runs[1].run.recipe = "generative";
    list.runs[1].run.error = "No such File";
    add("awa-3", RunState::damaged, nullptr);
  }
  void add(const std::string& name, RunState state, const Json& pipeline) {
    ListedRun listed;
    listed.run.name = name;
    listed.run.state = state;
    listed.settings = list.settings.ids_of(pipeline);
    list.runs.push_back(listed);
  }
  /// The numbers of those that the filter takes.
  std::string those(const std::string& filter) const {
    const Fields fields(list);
    const RunTest test = run_test(filter, fields);
    std::string numbers;
    for (const ListedRun& listed : list.runs) {
      if (test(listed)) numbers += listed.run.name.back();
    }
    return numbers;
  }
  std::string message(const std::string& filter) const {
    return message_of([&] { those(filter); });
  }
  RunList list;
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("filter: comparisons of what every run has") {
  const ThreeRuns runs;
  CHECK(runs.those("") == "123");
  CHECK(runs.those("H > 30") == "1");
  CHECK(runs.those("H > 30 and recipe = d3gzsl") == "1");
  CHECK(runs.those("h<=32") == "");
  CHECK(runs.those("state = failed") == "2");
  CHECK(runs.those("state != failed") == "13");
  CHECK(runs.those("seed >= 2") == "2");
  CHECK(runs.those("seed==1") == "1");
  CHECK(runs.those("size > 2.5M") == "1");
  CHECK(runs.those("size >= 3MiB") == "1");
  CHECK(runs.those("time > 1h and time < 3h") == "1");
  CHECK(runs.those("AUROC = 71") == "1");
  CHECK(runs.those("run = cub-2") == "2");
}

TEST_CASE("filter: a figure equals what it rounds to") {
  const ThreeRuns runs;
  CHECK(runs.those("H = 32.6") == "1");
  CHECK(runs.those("H = 33") == "1");
  CHECK(runs.those("H = 32.64") == "1");
  CHECK(runs.those("H = 32.5") == "");
  // What is larger is larger, however little; nothing is removed for what it rounds to.
  CHECK(runs.those("H > 32.6") == "1");
  CHECK(runs.those("H <= 32.6") == "");
  CHECK(runs.those("H >= 33") == "");
  CHECK(runs.those("H < 33") == "1");
}

TEST_CASE("filter: what a run lacks differs from all and is not more, less or like anything") {
  const ThreeRuns runs;
  CHECK(runs.those("H != 32.6") == "23");
  CHECK(runs.those("not H > 30") == "23");
  CHECK(runs.those("H < 100") == "1");
  CHECK(runs.those("recipe !~ gen") == "13");
}

TEST_CASE("filter: texts, their beginnings and what is in them") {
  const ThreeRuns runs;
  CHECK(runs.those("error ~ 'no such file'") == "2");
  CHECK(runs.those("run ~ CUB") == "12");
  CHECK(runs.those("hash = 0123") == "1");
  CHECK(runs.those("start = 2026-01") == "1");
  CHECK(runs.those("start > 2026-01-30") == "1");
  CHECK(runs.those("start > 2026-01-31") == "");
  CHECK(runs.those("start >= 2026-01-31") == "1");
}

TEST_CASE("filter: settings by their paths, and by the ends of them") {
  const ThreeRuns runs;
  CHECK(runs.those("train.epochs > 5") == "1");
  CHECK(runs.those("train.epochs = 40.0") == "1");
  CHECK(runs.those("weight = 5e-1") == "1");
  CHECK(runs.those("ood.use = ood.energy") == "1");
  CHECK(runs.those("ood.use < 3") == "");
  CHECK(runs.those("teacher.epochs") == "2");
}

TEST_CASE("filter: and binds more tightly than or; not and parentheses") {
  const ThreeRuns runs;
  CHECK(runs.those("failed or finished and seed = 2") == "2");
  CHECK(runs.those("(failed or finished) and seed = 1") == "1");
  CHECK(runs.those("not (failed or damaged)") == "1");
  CHECK(runs.those("NOT failed AND NOT damaged") == "1");
  CHECK(runs.those("not not failed") == "2");
}

TEST_CASE("filter: a state, a field and a part of a name alone") {
  const ThreeRuns runs;
  CHECK(runs.those("failed") == "2");
  CHECK(runs.those("H") == "1");
  CHECK(runs.those("not error") == "13");
  CHECK(runs.those("awa") == "3");
}

TEST_CASE("filter: messages show the place") {
  const ThreeRuns runs;
  CHECK(runs.message("H > > 3") ==
        "error: a value is missing behind \">\"\n"
        "  where  filter, column 3\n"
        "  why    H > > 3\n"
        "           ^\n"
        "  fix    such as 'H > 30 and recipe = d3gzsl'; see `zeroth runs --help`");
  CHECK(has(runs.message("H > 3 and"),
            "a condition is missing at the end\n  where  filter, column 10"));
  CHECK(has(runs.message("and H"), "a field is missing before \"and\""));
  CHECK(has(runs.message("> 3"), "a field is missing before \">\""));
  CHECK(has(runs.message("(H > 3"), "a parenthesis is not closed\n  where  filter, column 1"));
  CHECK(has(runs.message("H > 3)"), "a parenthesis closes that was not opened"));
  CHECK(has(runs.message("H > 3 4"), "\"4\" is one word too many"));
  CHECK(has(runs.message("error ~ 'no"), "a quote is not closed\n  where  filter, column 9"));
  CHECK(has(runs.message("H ! 3"), "\"!\" alone compares nothing"));
  CHECK(has(runs.message("'H' > 3"), "a field has no quotes"));
  CHECK(has(runs.message("H > many"), "\"many\" is no number"));
  CHECK(has(runs.message("H > nan"), "\"nan\" is no number"));
  CHECK(has(runs.message("age > 3x"), "\"3x\" is no span of time"));
  CHECK(has(runs.message("size > 3Q"), "\"3Q\" is no size"));
  CHECK(has(runs.message("state = faild"), "no state \"faild\"; did you mean \"failed\"?"));
  CHECK(exit_of([&] { runs.those("H > > 3"); }) == Exit::usage);
}

TEST_CASE("filter: an unknown field is told with the nearest one") {
  const ThreeRuns runs;
  CHECK(has(runs.message("recipee = x"), "no field \"recipee\"; did you mean \"recipe\"?"));
  CHECK(has(runs.message("train.epoch > 1"), "did you mean \"train.epochs\"?"));
  CHECK(has(runs.message("nonsense"), "no field \"nonsense\""));
  RunList more;
  const Json pipeline = {{"a", {{"rate", 1}}}, {"b", {{"rate", 2}}}};
  more.runs.push_back({{}, more.settings.ids_of(pipeline)});
  const Fields fields(more);
  CHECK(message_of([&] { run_test("rate > 1", fields); }) ==
        "error: 2 settings end in \"rate\"\n"
        "  where  filter, column 1\n"
        "  why    a.rate\n"
        "         b.rate\n"
        "  fix    write one of these names in full");
}

TEST_CASE("filter: what is long or deep ends in words, too") {
  const ThreeRuns runs;
  CHECK(has(runs.message(std::string(100'000, '(')), "conditions are nested too deeply"));
  std::string text = "failed";
  for (int i = 0; i < 20'000; ++i) text += " or failed";
  CHECK(runs.those(text) == "2");
  std::string nots;
  for (int i = 0; i < 20'000; ++i) nots += "not ";
  CHECK(has(runs.message(nots + "failed"), "conditions are nested too deeply"));
}
