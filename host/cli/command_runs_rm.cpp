#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "host/base/lower_case.h"
#include "host/base/messages.h"
#include "host/base/problem.h"
#include "host/base/progress.h"
#include "host/base/terminal.h"
#include "host/cli/command_tree.h"
#include "host/cli/output.h"
#include "host/cli/runs_commands.h"
#include "host/runs/filter.h"
#include "host/runs/remove_run.h"
#include "host/runs/run_list.h"
#include "host/runs/run_table.h"
#include "host/runs/units.h"
#include "host/study/remove_slot.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

struct RmOptions {
  std::vector<std::string> filter;
  std::string folder = kRunsFolder, older;
  bool failed = false, dry_run = false, yes = false, json = false;
};

constexpr const char* kCommand = "zeroth runs rm";

/// A run and why it stays; empty: it goes.
struct Fate {
  const ListedRun* run = nullptr;
  std::string kept;
};

std::string why_stays(const RunSummary& run) {
  return run.in_slot.empty() ? why_kept(run) : why_slot_kept(run);
}

std::string remove(const RunSummary& run) {
  return run.in_slot.empty() ? remove_run(run) : remove_slot(run);
}

/// What processes that were killed left in the folder and in the studies in it.
void clear_all_removed(const RmOptions& options, const RunList& list) {
  std::set<fs::path> folders = {options.folder};
  for (const ListedRun& one : list.runs) {
    if (!one.run.in_slot.empty()) folders.insert(one.run.place().parent_path());
  }
  for (const fs::path& folder : folders) clear_removed(folder);
}

bool is_name_of_one(const std::string& word, const RunList& list) {
  return std::any_of(list.runs.begin(), list.runs.end(),
                     [&](const ListedRun& one) { return one.run.name == word; });
}

/// Whether the words name runs, and are no filter: the whole name of a run is one, whatever else it
/// might mean.
bool are_names(const std::vector<std::string>& words, const RunList& list, const Fields& fields) {
  return !words.empty() && std::all_of(words.begin(), words.end(), [&](const std::string& word) {
    if (is_name_of_one(word, list)) return true;
    const std::string lower = lower_case(word);
    return word.find_first_of(" ()=!<>~'\"") == std::string::npos && !fields.find(word) &&
           !state_named(lower) && lower != "and" && lower != "or" && lower != "not";
  });
}

[[noreturn]] void no_such_run(const std::string& word, const std::string& folder) {
  throw Failure(Exit::no_input, {fmt::format("no run \"{}\"", word),
                                 folder,
                                 {"no run of this folder has that in its name"},
                                 "`zeroth runs` lists them; --run-dir names another folder"});
}

/// The run of a study that has this directory, or null.
const ListedRun* kept_by_a_study(const fs::path& directory, const RunList& list) {
  const fs::path whole = fs::absolute(directory).lexically_normal();
  for (const ListedRun& one : list.runs) {
    const bool is_it = fs::absolute(one.run.path).lexically_normal() == whole;
    if (is_it && !one.run.in_slot.empty()) return &one;
  }
  return nullptr;
}

/// Each word means one run of the folder, or none is removed.
RunTest named_runs(const std::vector<std::string>& words, const RmOptions& options,
                   const RunList& list) {
  std::set<std::string> names;
  for (const std::string& word : words) {
    if (is_name_of_one(word, list)) {
      names.insert(word);
      continue;
    }
    const fs::path found = run_named(word, options.folder).lexically_normal();
    if (const ListedRun* one = kept_by_a_study(found, list)) {
      names.insert(one->run.name);
      continue;
    }
    const fs::path whole = found.has_filename() ? found : found.parent_path();
    std::error_code error;
    const bool is_here = fs::equivalent(
        whole.has_parent_path() ? whole.parent_path() : fs::path("."), options.folder, error);
    const std::string name = whole.filename().string();
    if (!is_here || !is_name_of_one(name, list)) no_such_run(word, options.folder);
    names.insert(name);
  }
  return [names](const ListedRun& listed) { return names.count(listed.run.name) > 0; };
}

double age_limit(const RmOptions& options) {
  if (options.older.empty()) return 0;
  if (const auto span = span_of(options.older)) return *span;
  throw Failure(Exit::usage, {fmt::format("\"{}\" is no span of time", options.older),
                              "--older",
                              {},
                              "write 90s, 45m, 2h, 30d or 4w"});
}

std::vector<Fate> fates(const RmOptions& options, const RunList& list, const Fields& fields) {
  const double older = age_limit(options);
  const RunTest wanted = are_names(options.filter, list, fields)
                             ? named_runs(options.filter, options, list)
                             : run_test(fmt::format("{}", fmt::join(options.filter, " ")), fields);
  const Field& age = fields.at("age", "--older");
  std::vector<Fate> all;
  for (const ListedRun& listed : list.runs) {
    if (options.failed && listed.run.state != RunState::failed) continue;
    if (!wanted(listed) || age.value(listed).number.value_or(0) < older) continue;
    all.push_back({&listed, why_stays(listed.run)});
  }
  return all;
}

void print_goners(const std::vector<Fate>& all, const RunList& list, const Fields& fields) {
  ChosenRuns runs;
  for (const Fate& one : all) {
    if (one.kept.empty()) runs.push_back(one.run);
  }
  if (runs.empty()) return;
  print_now(run_table(runs, run_columns(runs, list, fields, {}), terminal_columns(stdout)));
}

void say_kept(const std::vector<Fate>& all) {
  for (const Fate& one : all) {
    if (!one.kept.empty()) say(fmt::format("kept {}: {}", one.run->run.name, one.kept));
  }
}

std::string amount_of(const std::vector<Fate>& all) {
  std::uintmax_t size = 0;
  std::size_t count = 0;
  for (const Fate& one : all) {
    if (!one.kept.empty()) continue;
    size += one.run->run.size;
    ++count;
  }
  return fmt::format("{} run{}, {}", count, count == 1 ? "" : "s", size_text(size));
}

/// @throws Failure(usage) where there is nobody to ask.
bool is_agreed_to(const RmOptions& options, const std::string& amount) {
  if (options.yes) return true;
  if (isatty(STDIN_FILENO) == 0 || isatty(STDERR_FILENO) == 0) {
    throw Failure(Exit::usage, {fmt::format("{} would be removed for good", amount),
                                kCommand,
                                {"there is no terminal to ask at"},
                                "look with --dry-run, then give --yes"});
  }
  fmt::print(stderr, "remove {} for good? [y/N] ", amount);
  std::fflush(stderr);
  std::string answer;
  for (int c = std::getchar(); c != EOF && c != '\n'; c = std::getchar()) {
    answer += static_cast<char>(c);
  }
  answer = lower_case(answer);
  return answer == "y" || answer == "yes";
}

/// @return whether all of them are gone.
bool remove_all_of(std::vector<Fate>& all) {
  bool gone = true;
  for (Fate& one : all) {
    if (!one.kept.empty()) continue;
    one.kept = remove(one.run->run);
    if (one.kept.empty()) continue;
    gone = false;
    say(fmt::format("kept {}: {}", one.run->run.name, one.kept));
  }
  return gone;
}

Json document_of(const std::vector<Fate>& all, bool dry_run) {
  Json removed = Json::array(), kept = Json::array();
  for (const Fate& one : all) {
    if (one.kept.empty()) {
      removed.push_back(one.run->run.name);
    } else {
      kept.push_back({{"run", one.run->run.name}, {"why", one.kept}});
    }
  }
  return {{dry_run ? "would_remove" : "removed", removed}, {"kept", kept}};
}

void expect_choice(const RmOptions& options) {
  if (!options.filter.empty() || options.failed || !options.older.empty()) return;
  throw Failure(Exit::usage, {"nothing says which runs",
                              kCommand,
                              {},
                              "give names, a filter, --failed or "
                              "--older; `zeroth runs rm --help`"});
}

int rm(const RmOptions& options) {
  expect_choice(options);
  Progress progress(progress_mode("auto", stderr), stderr);
  const RunList list = read_runs(options.folder, &progress);
  const Fields fields(list);
  say_unread(list);
  if (!options.dry_run) clear_all_removed(options, list);
  std::vector<Fate> all = list.runs.empty() ? std::vector<Fate>() : fates(options, list, fields);
  say_kept(all);
  if (!options.json) print_goners(all, list, fields);
  const bool none =
      std::all_of(all.begin(), all.end(), [](const Fate& one) { return !one.kept.empty(); });
  if (none) say("there is nothing to remove");
  bool gone = true;
  const std::string amount = amount_of(all);
  if (!none && !options.dry_run) {
    if (!is_agreed_to(options, amount)) {
      say("nothing was removed");
      return 0;
    }
    gone = remove_all_of(all);
  }
  if (options.json) print_json(document_of(all, options.dry_run));
  if (!options.json && !none) {
    print_format("{} {}\n", options.dry_run ? "would remove" : "removed",
                 options.dry_run ? amount : amount_of(all));
  }
  return gone ? 0 : static_cast<int>(Exit::io);
}

}  // namespace

void add_runs_rm(CLI::App& runs, const SetExit& exit) {
  auto options = std::make_shared<RmOptions>();
  CLI::App* command = runs.add_subcommand("rm", "Remove runs for good");
  command
      ->add_option("filter", options->filter,
                   "Names of runs, by a part that only they have, or a filter, as of `zeroth runs`")
      ->type_name("RUN|FILTER");
  command->add_flag("--failed", options->failed, "Only runs that failed");
  command->add_option("--older", options->older, "Only runs that ended longer ago than that")
      ->type_name("SPAN");
  command->add_flag("--dry-run", options->dry_run, "Only show what would be removed");
  command->add_flag("--yes", options->yes, "Do not ask");
  command->add_flag("--json", options->json, "Print JSON");
  add_runs_folder_to(*command, options->folder);
  command->footer(
      "A run that a process writes is never removed, nor is a link, nor what is no run. A run of "
      "a\n"
      "study goes with everything that was tried for it: the study has it before it again.\n\n"
      "Examples:\n  zeroth runs rm --failed --older 30d\n"
      "  zeroth runs rm 'H < 10 and recipe = generative' --dry-run\n"
      "  zeroth runs rm 2026-01-31-quickstart-0123abcd --yes");
  command->callback([options, exit] { exit(rm(*options)); });
}

}  // namespace zeroth::host
