#include <fmt/format.h>

#include <memory>
#include <utility>

#include "host/base/messages.h"
#include "host/base/terminal.h"
#include "host/base/text_table.h"
#include "host/cli/output.h"
#include "host/cli/study_commands.h"
#include "host/cli/study_rehearsal.h"
#include "host/cli/study_report.h"
#include "host/runs/flat_json.h"
#include "host/runs/units.h"

namespace zeroth::host {
namespace {

struct PlanOptions {
  StudyOptions study;
  int rehearse = 1;
  std::size_t jobs = 1;
  bool json = false;
};

/// Settings in which runs may differ: those that the plan lists several values for.
std::vector<std::string> listed_paths(const StudyPlan& plan) {
  std::vector<std::string> paths;
  for (const PlanAxis& axis : plan.axes)
    paths.insert(paths.end(), axis.paths.begin(), axis.paths.end());
  return paths;
}

std::string cell_of_setting(const ResolvedRun& run, const std::string& path) {
  for (const Setting& one : run.planned.settings) {
    if (one.path == path) return plain_text(one.value);
  }
  return "";
}

/// Where there is no room the settings give way, the seed last.
TextTable table_of_plan(const Study& study, const std::vector<StudyState>& states) {
  constexpr int kRankOfSettings = 5, kRankOfSeed = 3;
  const std::vector<std::string> paths = listed_paths(study.plan());
  TextTable table{{{"index"}, {"state", {}, 1}, {"pipeline", {}, 2}}};
  for (const std::string& path : paths) {
    table.columns.push_back({path, {}, path == "seed" ? kRankOfSeed : kRankOfSettings});
  }
  for (const StudyState& one : states) {
    std::vector<std::string> row = {std::to_string(one.run->planned.index + 1),
                                    state_word(one.slot.state), one.run->name};
    for (const std::string& path : paths) row.push_back(cell_of_setting(*one.run, path));
    for (std::size_t i = 0; i < row.size(); ++i) table.columns[i].cells.push_back(row[i]);
  }
  return table;
}

/// As wide as it gets where nobody looks at a window.
void print_fitted(TextTable table) {
  const FittedTable fitted = fitted_table(std::move(table), window_columns(stdout));
  print_text(fitted.text + left_out_text(fitted.left_out, "--json"));
}

/// "about 5 h one after the other, 2 h with 2 jobs (...)".
std::string cost_text(const StudyCost& cost, std::size_t jobs) {
  std::string source;
  if (cost.rehearsed > 0) source = fmt::format("{} rehearsed", cost.rehearsed);
  if (cost.measured > 0) {
    source += fmt::format("{}{} measured", source.empty() ? "" : ", ", cost.measured);
  }
  std::string text = fmt::format("about {} one after the other", span_text(cost.seconds));
  if (jobs > 1) {
    text +=
        fmt::format(", {} with {} jobs", span_text(cost.seconds / static_cast<double>(jobs)), jobs);
  }
  text += fmt::format(
      " ({} of {} configurations)\nabout {} on the disk, and the scores of the test rows", source,
      cost.configurations, size_text(static_cast<std::uintmax_t>(cost.bytes)));
  if (cost.memory > 0) {
    text += fmt::format("; {} of memory for each run at work",
                        size_text(static_cast<std::uintmax_t>(cost.memory)));
  }
  return text;
}

/// How often these runs look at the test set.
std::string look_text(const std::vector<StudyState>& states) {
  std::size_t blind = 0, oracles = 0;
  for (const StudyState& one : states) {
    blind += one.run->protocol == "validation" ? 1 : 0;
    oracles += one.run->protocol == "paper-oracle" ? 1 : 0;
  }
  if (blind == states.size())
    return "nothing looks at the test set: `zeroth study finish` does, once";
  std::string text =
      fmt::format("{} of {} runs look at the test set", states.size() - blind, states.size());
  if (oracles > 0) text += fmt::format(", {} of them after every epoch", oracles);
  return text + "; to choose between settings, plan with protocol validation";
}

Json json_of_plan(const Study& study, const std::vector<StudyState>& states,
                  const StudyCost& cost) {
  Json runs = Json::array();
  for (const StudyState& one : states) {
    Json settings = Json::object();
    for (const Setting& setting : one.run->planned.settings) settings[setting.path] = setting.value;
    runs.push_back({{"index", one.run->planned.index + 1},
                    {"pipeline", one.run->name},
                    {"seed", one.run->seed},
                    {"settings", settings},
                    {"protocol", one.run->protocol},
                    {"identity", one.run->identity},
                    {"state", state_word(one.slot.state)},
                    {"folder", one.run->slot.string()}});
  }
  Json document = {
      {"study", study.plan().name}, {"runs_folder", study.runs_folder().string()}, {"runs", runs}};
  if (cost.is_known()) {
    document["seconds"] = cost.seconds;
    document["bytes"] = cost.bytes;
    if (cost.memory > 0) document["memory_bytes"] = cost.memory;
  }
  return document;
}

int show_plan(const PlanOptions& options) {
  const Study study(options.study);
  const std::vector<StudyState> states = states_of(study);
  const StudyCost cost = cost_of(study, options.rehearse);
  const int code = cost.refused > 0 ? 1 : 0;
  if (cost.refused > 0) {
    say(fmt::format("warning: {} of {} configurations cannot be run, as was said above",
                    cost.refused, cost.configurations));
  }
  if (options.json) {
    print_json(json_of_plan(study, states, cost));
    return code;
  }
  print_format("{}: {}\n", study.plan().name, count_text(states));
  if (const std::size_t same = study.runs().size() - states.size(); same > 0) {
    print_format("{} of the plan are the same as others and count once\n", same);
  }
  if (cost.is_known()) print_format("{}\n", cost_text(cost, options.jobs));
  print_format("{}\nruns go to {}\n\n", look_text(states), study.runs_folder().string());
  print_fitted(table_of_plan(study, states));
  return code;
}

}  // namespace

void add_study_plan(CLI::App& study, const SetExit& exit) {
  auto options = std::make_shared<PlanOptions>();
  CLI::App* command = study.add_subcommand(
      "plan", "Every run of a plan and what became of it; how long the rest takes");
  options->study.add_to(*command);
  command
      ->add_option("--rehearse", options->rehearse,
                   "Iterations of each configuration that are timed (default 1, 0 = none)")
      ->type_name("N")
      ->check(CLI::NonNegativeNumber);
  command->add_option("--jobs", options->jobs, "Also say how long so many runs at a time take")
      ->type_name("N")
      ->check(CLI::PositiveNumber);
  command->add_flag("--json", options->json, "Print JSON");
  command->footer(
      "Examples:\n  zeroth study plan study.json\n"
      "  zeroth study plan study.json --jobs 2 --rehearse 0");
  command->callback([options, exit] { exit(show_plan(*options)); });
}

void add_study(CLI::App& app, const SetExit& exit) {
  CLI::App* study =
      app.add_subcommand("study", "Pipelines over seeds and settings: plan, run, choose, table");
  study->require_subcommand(1);
  add_study_new(*study);
  add_study_plan(*study, exit);
  add_study_run(*study, exit);
  add_study_status(*study, exit);
  add_study_emit(*study);
  add_study_finish(*study, exit);
  study->footer(
      "Examples:\n  zeroth study new quickstart --seeds 1-3 --out study.json\n"
      "  zeroth study run study.json --jobs 2");
}

}  // namespace zeroth::host
