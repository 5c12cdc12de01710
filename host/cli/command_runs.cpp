#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/nearest.h>

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "host/base/messages.h"
#include "host/base/problem.h"
#include "host/base/progress.h"
#include "host/base/terminal.h"
#include "host/cli/command_tree.h"
#include "host/cli/output.h"
#include "host/cli/runs_commands.h"
#include "host/cli/word_hints.h"
#include "host/runs/filter.h"
#include "host/runs/run_list.h"
#include "host/runs/run_order.h"
#include "host/runs/run_table.h"
#include "host/runs/units.h"

namespace zeroth::host {
namespace {

struct RunsOptions {
  std::vector<std::string> filter;
  std::string folder = kRunsFolder, sort;
  std::size_t limit = 0;
  bool all_columns = false, csv = false, json = false;
};

/// A single word may be a command that was meant: `zeroth runs remove`.
void expect_filter(const std::vector<std::string>& words, const Fields& fields,
                   const CLI::App& command) {
  if (words.empty() || words.front().find(' ') != std::string::npos) return;
  const std::string& word = words.front();
  if (fields.find(word) || state_named(word) || fields.is_in_a_name(word)) return;
  const std::vector<std::string> rest(words.begin() + 1, words.end());
  if (const auto hint = hint_for("zeroth runs", word, rest)) throw Failure(Exit::usage, *hint);
  if (words.size() == 1 && !nearest(word, names_below(command)).empty()) {
    throw Failure(Exit::usage, unknown_command(command, word, rest));
  }
}

ChosenRuns chosen(const RunList& list, const Fields& fields, const RunsOptions& options) {
  const RunTest wanted = run_test(fmt::format("{}", fmt::join(options.filter, " ")), fields);
  ChosenRuns runs;
  for (const ListedRun& run : list.runs) {
    if (wanted(run)) runs.push_back(&run);
  }
  if (!options.sort.empty()) sort_runs(runs, options.sort, fields);
  return runs;
}

std::string counts_of(const ChosenRuns& shown, std::size_t all) {
  std::uintmax_t size = 0;
  for (const ListedRun* one : shown) size += one->run.size;
  const std::string count =
      shown.size() == all ? fmt::format("{}", all) : fmt::format("{} of {}", shown.size(), all);
  return fmt::format("{} run{}, {}", count, all == 1 ? "" : "s", size_text(size));
}

void print_table_of(const ChosenRuns& runs, const RunList& list, const Fields& fields,
                    const RunsOptions& options) {
  if (runs.empty()) {
    return say(list.runs.empty() ? fmt::format("there is no run in {}", options.folder)
                                 : fmt::format("none of {} runs fits", list.runs.size()));
  }
  const std::size_t width = options.all_columns ? 0 : terminal_columns(stdout);
  const ColumnChoice choice{options.all_columns, options.all_columns};
  print_text(run_table(runs, run_columns(runs, list, fields, choice), width));
  print_format("{}\n", counts_of(runs, list.runs.size()));
}

void list_runs(const RunsOptions& options, const CLI::App& command) {
  Progress progress(progress_mode("auto", stderr), stderr);
  const RunList list = read_runs(options.folder, &progress);
  say_unread(list);
  const Fields fields(list);
  ChosenRuns runs;
  if (!list.runs.empty()) {
    expect_filter(options.filter, fields, command);
    runs = chosen(list, fields, options);
  }
  if (options.limit > 0 && runs.size() > options.limit) runs.resize(options.limit);
  if (options.json) {
    print_json(run_json(runs, told_settings(runs, list, fields, options.all_columns)));
  } else if (options.csv) {
    print_text(run_csv(runs, run_columns(runs, list, fields, {true, options.all_columns})));
  } else {
    print_table_of(runs, list, fields, options);
  }
}

}  // namespace

void say_unread(const RunList& list) {
  if (list.unread.empty()) return;
  const UnreadDirectory& first = list.unread.front();
  const std::size_t count = list.unread.size();
  say(fmt::format("warning: {} director{} cannot be read and {} left out{}: {}: {}", count,
                  count == 1 ? "y" : "ies", count == 1 ? "is" : "are",
                  count == 1 ? "" : "; the first of them", first.name, first.why));
}

void add_runs_folder_to(CLI::App& command, std::string& folder) {
  command.add_option("--run-dir", folder, "Folder of the runs")
      ->type_name(kDirectoryType)
      ->capture_default_str();
}

void add_runs(CLI::App& app, const SetExit& exit) {
  auto options = std::make_shared<RunsOptions>();
  CLI::App* command =
      app.add_subcommand("runs", "List runs and what differs between them; show, remove");
  add_runs_show(*command, exit);
  add_runs_rm(*command, exit);
  add_runs_log(*command, exit);
  command->add_option("filter", options->filter, "Only runs that this is true of")
      ->type_name("FILTER");
  command->add_option("--sort", options->sort, "By a field (default: the latest first)")
      ->type_name("FIELD[:desc]");
  command->add_option("--limit", options->limit, "Only so many, the first ones")
      ->type_name("N")
      ->check(CLI::PositiveNumber);
  command->add_flag("--all-columns", options->all_columns,
                    "Every field and setting, also those that are the same for all");
  CLI::Option* json = command->add_flag("--json", options->json, "Print JSON");
  command->add_flag("--csv", options->csv, "Print CSV: a header, and numbers in full")
      ->excludes(json);
  add_runs_folder_to(*command, options->folder);
  // Last: a command takes over the footer that its parent has by then.
  command->footer(std::string(kFilterHelp) +
                  "\n\nExamples:\n  zeroth runs\n"
                  "  zeroth runs 'H > 30 and recipe = d3gzsl' --sort AUSUC:desc --csv\n"
                  "  zeroth runs 'failed or killed' --limit 10\n"
                  "  zeroth runs show 2026-01-31-quickstart\n"
                  "  zeroth runs rm --failed --older 30d");
  command->callback([options, command] {
    if (command->get_subcommands().empty()) list_runs(*options, *command);
  });
}

}  // namespace zeroth::host
