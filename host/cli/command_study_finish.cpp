#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/nearest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "host/base/messages.h"
#include "host/base/problem.h"
#include "host/cli/output.h"
#include "host/cli/study_commands.h"
#include "host/cli/study_making.h"
#include "host/cli/study_report.h"
#include "host/record/sealed_json.h"
#include "host/record/time_stamp.h"
#include "host/runs/flat_json.h"
#include "host/text/json_text.h"

namespace zeroth::host {
namespace {

constexpr const char* kChoices = "choices.json";
constexpr const char* kProtocolPath = "evaluate.protocol";

struct FinishOptions {
  StudyOptions study;
  MakingOptions making;
  TableOptions table;
  std::string best = "H", protocol = "strict-val";
  bool per_pipeline = false;
};

/// A configuration that was chosen, and among how many.
struct Choice {
  TableRow row;
  std::string data;
  Summary figure;
  std::size_t among = 0;
};

[[noreturn]] void cannot_finish(const Study& study, std::string what, std::vector<std::string> why,
                                std::string fix, Exit code = Exit::bad_configuration) {
  throw Failure(code,
                {std::move(what), study.plan().file.string(), std::move(why), std::move(fix)});
}

void expect_chosen_on_validation(const Study& study) {
  for (const ResolvedRun& run : study.runs()) {
    if (run.protocol == "validation") continue;
    cannot_finish(study, fmt::format("run {} looks at the test set", run.planned.index + 1),
                  {fmt::format("its protocol is {}", run.protocol),
                   "a choice by its figures would be a choice on the test set"},
                  "plan with \"set\": {\"evaluate.protocol\": \"validation\"}");
  }
}

void expect_all_tried(const Study& study, const std::vector<StudyState>& states) {
  const auto left = std::count_if(states.begin(), states.end(), [](const StudyState& one) {
    return one.slot.state != SlotState::finished && one.slot.state != SlotState::failed;
  });
  if (left == 0) return;
  cannot_finish(study, fmt::format("{} of {} runs are not finished", left, states.size()),
                {"the best of some is not the best of all"},
                "zeroth study run " + study.plan().file.string(), Exit::run_failed);
}

std::size_t figure_number(const StudyTable& table, const std::string& name) {
  const auto found = std::find(table.figures.begin(), table.figures.end(), name);
  if (found != table.figures.end()) return static_cast<std::size_t>(found - table.figures.begin());
  throw Failure(Exit::usage, {fmt::format("no figure \"{}\"{}", name,
                                          did_you_mean(nearest(name, table.figures))),
                              "zeroth study finish --best",
                              {fmt::format("known: {}", fmt::join(table.figures, ", "))},
                              ""});
}

/// How many different runs of the plan a row would have if none had failed.
std::size_t planned_runs_of(const std::vector<StudyState>& states, const TableRow& row) {
  return static_cast<std::size_t>(
      std::count_if(states.begin(), states.end(), [&](const StudyState& one) {
        std::vector<Setting> settings;
        for (const Setting& setting : one.run->planned.settings) {
          if (setting.path != "seed") settings.push_back(setting);
        }
        return one.run->planned.pipeline == row.pipeline &&
               std::equal(settings.begin(), settings.end(), row.settings.begin(),
                          row.settings.end(), [](const Setting& a, const Setting& b) {
                            return a.path == b.path && a.value == b.value;
                          });
      }));
}

std::string settings_text(const StudyTable& table, const TableRow& row) {
  std::string text = row.cells.front();
  for (std::size_t i = 1; i < row.cells.size(); ++i) {
    text += fmt::format(", {} {}", table.columns[i], row.cells[i]);
  }
  return text;
}

/// The best configuration of each data set, or of each pipeline on it.
std::vector<Choice> choices_of(const StudyTable& table, const std::vector<StudyState>& states,
                               const FinishOptions& options) {
  const std::size_t figure = figure_number(table, options.best);
  std::map<std::pair<std::size_t, std::size_t>, Choice> best;
  for (std::size_t group = 0; group < table.groups.size(); ++group) {
    for (const TableRow& row : table.groups[group].rows) {
      const Summary& value = row.figures[figure];
      if (row.runs < planned_runs_of(states, row) || value.n == 0) {
        say(fmt::format("warning: {} is left out: not all of its runs are finished with {}",
                        settings_text(table, row), options.best));
        continue;
      }
      const std::size_t of = options.per_pipeline ? row.pipeline + 1 : 0;
      Choice& choice = best[{group, of}];
      const bool better = choice.among++ == 0 || value.mean > choice.figure.mean;
      if (!better) continue;
      choice.row = row;
      choice.data = table.groups[group].data;
      choice.figure = value;
    }
  }
  std::vector<Choice> choices;
  for (auto& [key, choice] : best) choices.push_back(std::move(choice));
  return choices;
}

/// The runs of a configuration once more, under a protocol that looks at the test set.
std::vector<ResolvedRun> test_runs(const Study& study, const std::vector<StudyState>& states,
                                   const Choice& choice, const std::string& protocol) {
  std::vector<ResolvedRun> runs;
  for (const StudyState& one : states) {
    if (planned_runs_of({one}, choice.row) == 0) continue;
    PlannedRun planned = one.run->planned;
    auto& settings = planned.settings;
    settings.erase(std::remove_if(settings.begin(), settings.end(),
                                  [](const Setting& s) { return s.path == kProtocolPath; }),
                   settings.end());
    settings.push_back({kProtocolPath, protocol, "--protocol"});
    ResolvedRun run = study.resolve(std::move(planned));
    run.pipeline = nullptr;
    run.name = one.run->name;
    runs.push_back(std::move(run));
  }
  return runs;
}

/// Notes what is chosen. @return how many other choices were tried on the test set before.
std::size_t note_choice(const Study& study, const std::vector<ResolvedRun>& runs,
                        const std::string& text) {
  const std::filesystem::path file = study.runs_folder() / kChoices;
  Json choices = Json::array();
  if (std::filesystem::exists(file)) choices = read_sealed(file).at("choices");
  Json identities = Json::array();
  for (const ResolvedRun& run : runs) identities.push_back(run.identity);
  std::size_t others = 0;
  bool known = false;
  for (const Json& one : choices) {
    known = known || one.at("runs") == identities;
    others += one.at("runs") != identities ? 1 : 0;
  }
  if (!known) {
    choices.push_back({{"time", time_stamp()}, {"choice", text}, {"runs", identities}});
    write_sealed(file, {{"choices", choices}});
  }
  return others;
}

std::int64_t looks_of(const std::vector<StudyState>& states) {
  std::int64_t looks = 0;
  for (const StudyState& one : states) {
    if (one.slot.result.is_object()) looks += one.slot.result.value("test_looks", std::int64_t{0});
  }
  return looks;
}

int finish(const FinishOptions& options) {
  const Study study(options.study);
  expect_chosen_on_validation(study);
  const std::vector<StudyState> states = states_of(study);
  expect_all_tried(study, states);
  const StudyTable table = table_of(states);
  const std::vector<Choice> choices = choices_of(table, states, options);
  if (choices.empty()) {
    cannot_finish(study, "there is nothing to choose from", {"no configuration has all its runs"},
                  "zeroth study run " + study.plan().file.string() + " --retry", Exit::run_failed);
  }
  std::vector<ResolvedRun> runs;
  std::string text;
  for (const Choice& choice : choices) {
    text += fmt::format("chosen on validation among {}: {}  {} {}\n", choice.among,
                        settings_text(table, choice.row), options.best, spread_text(choice.figure));
    const auto more = test_runs(study, states, choice, options.protocol);
    runs.insert(runs.end(), more.begin(), more.end());
  }
  text.pop_back();
  say(text);
  if (const std::size_t others = note_choice(study, runs, text); others > 0) {
    say(fmt::format(
        "warning: the test set was looked at for {} other choice{} of this study before", others,
        others == 1 ? "" : "s"));
  }
  const MadeRuns made = make_runs(study, runs, options.making);
  if (made.stopped_by != 0) return made.exit_code;
  std::vector<StudyState> tested;
  for (const PooledRun& one : made.runs) tested.push_back({&one.run, look_at_slot(one.run.slot)});
  print_study_table(table_of(tested), options.table);
  const auto finished = std::count_if(tested.begin(), tested.end(), [](const StudyState& one) {
    return one.slot.state == SlotState::finished;
  });
  say(fmt::format("chosen on validation, then tested: {} looks at the test set in {} runs",
                  looks_of(tested), finished));
  return made.exit_code;
}

}  // namespace

void add_study_finish(CLI::App& study, const SetExit& exit) {
  auto options = std::make_shared<FinishOptions>();
  CLI::App* command = study.add_subcommand(
      "finish", "Choose the best settings on validation and test them, once for each seed");
  options->study.add_to(*command);
  command
      ->add_option("--best", options->best,
                   "Figure whose mean over seeds is the largest (default H)")
      ->type_name("FIGURE");
  command
      ->add_option(
          "--protocol", options->protocol,
          "How the chosen is tested (default strict-val: its epoch is chosen on validation, "
          "too)")
      ->type_name("strict-val|final-epoch")
      ->check(CLI::IsMember({"strict-val", "final-epoch"}));
  command->add_flag("--per-pipeline", options->per_pipeline, "The best settings of each pipeline");
  options->making.add_to(*command);
  options->table.add_to(*command);
  command->footer(
      "Examples:\n  zeroth study finish study.json --best H\n"
      "  zeroth study finish study.json --best AUSUC --per-pipeline --jobs 2");
  command->callback([options, exit] { exit(finish(*options)); });
}

}  // namespace zeroth::host
