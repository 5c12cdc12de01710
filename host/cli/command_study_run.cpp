#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "host/base/messages.h"
#include "host/base/problem.h"
#include "host/base/signals.h"
#include "host/cli/output.h"
#include "host/cli/study_commands.h"
#include "host/cli/study_making.h"
#include "host/cli/study_report.h"

namespace zeroth::host {
namespace {

struct StudyRunOptions {
  StudyOptions study;
  MakingOptions making;
  TableOptions table;
  std::size_t index = 0;
  std::string expect;
};

void check_fingerprint(const Study& study, const std::string& expected) {
  const std::string now = plan_fingerprint(study.plan());
  if (expected.empty() || expected == now) return;
  throw Failure(Exit::bad_configuration,
                {"the plan was changed since this script was written for it",
                 study.plan().file.string(),
                 {fmt::format("it was {} and is {}: numbers stand for other runs", expected, now)},
                 "write the script anew: zeroth study emit"});
}

int run_one(const Study& study, const StudyRunOptions& options) {
  const std::size_t count = study.runs().size();
  if (options.index > count) {
    throw Failure(Exit::usage, {fmt::format("there is no run {} of {}", options.index, count),
                                "zeroth study run --index",
                                {},
                                "zeroth study plan " + options.study.plan});
  }
  const MadeRuns made = make_runs(study, {study.runs()[options.index - 1]}, options.making);
  const PooledRun& one = made.runs.front();
  if (one.phase == PooledRun::Phase::finished) {
    print_format("{}\n", look_at_slot(one.run.slot).run.string());
  }
  if (made.stopped_by != 0) return static_cast<int>(stopped_exit(made.stopped_by));
  return one.exit_code != 0 ? one.exit_code : made.exit_code;
}

int run_study(const StudyRunOptions& options) {
  const Study study(options.study);
  check_fingerprint(study, options.expect);
  if (options.index > 0) return run_one(study, options);
  const MadeRuns made = make_runs(study, study.runs(), options.making);
  if (made.stopped_by == 0) print_study_table(table_of(states_of(study)), options.table);
  return made.exit_code;
}

int show_status(const StudyOptions& study_options, const TableOptions& table_options) {
  const Study study(study_options);
  const std::vector<StudyState> states = states_of(study);
  const StudyTable table = table_of(states);
  bool failed = false;
  Json runs = Json::array();
  if (!table_options.json) say(fmt::format("{}: {}", study.plan().name, count_text(states)));
  for (const StudyState& one : states) {
    failed = failed || one.slot.state == SlotState::failed;
    if (!table_options.json && one.slot.state == SlotState::failed) {
      say(fmt::format("failed: {}, exit code {}: {}; see {}", study.label(*one.run),
                      one.slot.exit_code, one.slot.error, log_of_slot(one.run->slot).string()));
    }
    runs.push_back({{"index", one.run->planned.index + 1},
                    {"pipeline", one.run->name},
                    {"seed", one.run->seed},
                    {"state", state_word(one.slot.state)},
                    {"run", one.slot.run.empty() ? Json() : Json(one.slot.run.string())},
                    {"error", one.slot.error.empty() ? Json() : Json(one.slot.error)}});
  }
  if (table_options.json) {
    print_json({{"study", study.plan().name}, {"runs", runs}, {"table", json_of(table)}});
  } else {
    print_study_table(table, table_options);
  }
  return failed ? 1 : 0;
}

}  // namespace

void add_study_run(CLI::App& study, const SetExit& exit) {
  auto options = std::make_shared<StudyRunOptions>();
  CLI::App* command = study.add_subcommand(
      "run", "Make the runs of a plan, or go on where that was stopped, and print their table");
  options->study.add_to(*command);
  options->making.add_to(*command);
  command
      ->add_option("--index", options->index,
                   "Only the run of that number, as `study plan` counts: what a cluster calls")
      ->type_name("N")
      ->check(CLI::PositiveNumber);
  command
      ->add_option("--expect", options->expect,
                   "Refuse where the plan was changed since `study emit` wrote this word")
      ->type_name("WORD");
  options->table.add_to(*command);
  command->footer(
      "Examples:\n  zeroth study run study.json --jobs 2\n"
      "  zeroth study run study.json --retry\n"
      "  zeroth study run study.json --index 3");
  command->callback([options, exit] { exit(run_study(*options)); });
}

void add_study_status(CLI::App& study, const SetExit& exit) {
  struct StatusOptions {
    StudyOptions study;
    TableOptions table;
  };
  auto options = std::make_shared<StatusOptions>();
  CLI::App* command = study.add_subcommand(
      "status", "What has become of the runs, and their means and sample deviations");
  options->study.add_to(*command);
  options->table.add_to(*command);
  command->footer(
      "Examples:\n  zeroth study status study.json\n"
      "  zeroth study status study.json --csv");
  command->callback([options, exit] { exit(show_status(options->study, options->table)); });
}

}  // namespace zeroth::host
