#include "host/cli/study_making.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <map>
#include <system_error>

#include "host/base/messages.h"
#include "host/base/problem.h"
#include "host/base/progress.h"
#include "host/base/signals.h"
#include "host/cli/study_display.h"
#include "host/log/log_choice.h"

namespace zeroth::host {
namespace {

std::size_t number_in(const std::vector<PooledRun>& runs, PooledRun::Phase phase) {
  return static_cast<std::size_t>(std::count_if(
      runs.begin(), runs.end(), [&](const PooledRun& one) { return one.phase == phase; }));
}

int exit_code_of_runs(const std::vector<PooledRun>& runs, int stopped_by) {
  if (stopped_by != 0) return static_cast<int>(stopped_exit(stopped_by));
  if (number_in(runs, PooledRun::Phase::failed) > 0) return static_cast<int>(Exit::run_failed);
  for (const PooledRun& one : runs) {
    if (one.phase == PooledRun::Phase::later && one.exit_code != 0) return one.exit_code;
  }
  const bool all = number_in(runs, PooledRun::Phase::finished) == runs.size();
  return static_cast<int>(all ? Exit::ok : Exit::retry);
}

/// What kept runs from beginning is no progress: it is told once, in full, also where --quiet is
/// given.
void say_what_stopped_runs(const std::vector<PooledRun>& runs) {
  std::map<std::string, std::vector<const PooledRun*>> by_message;
  for (const PooledRun& one : runs) {
    if (one.phase != PooledRun::Phase::later || one.problems.empty()) continue;
    by_message[one.problems.front().what].push_back(&one);
  }
  for (const auto& [what, stopped] : by_message) {
    std::vector<Problem> problems = stopped.front()->problems;
    if (stopped.size() > 1) {
      const std::size_t more = stopped.size() - 1;
      problems.front().why.push_back(
          fmt::format("{} more run{} could not begin, either", more, more == 1 ? "" : "s"));
    }
    for (const Problem& one : problems) say(render(one));
  }
}

/// Before anything is begun: where no run can be written, one message is enough.
void expect_writable(const Study& study, const std::vector<ResolvedRun>& runs) {
  const std::filesystem::path& folder = study.runs_folder();
  const bool all_finished = std::all_of(runs.begin(), runs.end(), [](const ResolvedRun& run) {
    return look_at_slot(run.slot).state == SlotState::finished;
  });
  if (all_finished) return;
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!error && access(folder.c_str(), W_OK | X_OK) != 0) {
    error = std::error_code(errno, std::generic_category());
  }
  if (!error) return;
  throw Failure(Exit::cannot_create, {"cannot write the folder of the runs",
                                      folder.string(),
                                      {error.message()},
                                      "make it writable, or choose another place with --run-dir"});
}

}  // namespace

void MakingOptions::add_to(CLI::App& command) {
  command.add_option("--jobs", jobs, "Runs at a time (default 1)")
      ->type_name("N")
      ->check(CLI::Range(1, 4096));
  command.add_flag("--retry", retry, "Begin runs that failed anew");
  command.add_flag("--no-wait", no_wait, "Leave runs that another process works on to it");
  command.add_option("--log", logs, "Log every run, as --log of `zeroth run` does")
      ->type_name("tensorboard|mlflow[=FILE]|none")
      ->allow_extra_args(false);
  command.add_option("--progress", progress, "How progress is shown (default auto)")
      ->type_name("auto|plain|none");
  command.add_flag("--quiet", quiet, "No progress");
}

MadeRuns make_runs(const Study& study, const std::vector<ResolvedRun>& runs,
                   const MakingOptions& options) {
  check_log_choice(log_choice(options.logs));  // before each run says it
  const ProgressMode mode = progress_mode(options.quiet ? "none" : options.progress, stderr);
  expect_writable(study, runs);
  MadeRuns made;
  StudyPool pool(study, runs, {options.jobs, options.retry, !options.no_wait, options.logs});
  {
    StudyDisplay display(study, mode, options.jobs);
    const auto show = [&] { display.show(pool.runs(), pool.stopped_by() != 0); };
    pool.work(show);
    show();
  }
  made.runs = pool.runs();
  made.stopped_by = pool.stopped_by();
  made.exit_code = exit_code_of_runs(made.runs, made.stopped_by);
  say_what_stopped_runs(made.runs);
  if (made.stopped_by != 0) {
    say(render({stopped_word(made.stopped_by),
                study.plan().file.string(),
                {fmt::format("{} of {} runs are finished, and what was begun is saved",
                             number_in(made.runs, PooledRun::Phase::finished), made.runs.size())},
                "the same command goes on"}));
  }
  return made;
}

}  // namespace zeroth::host
