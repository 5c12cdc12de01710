#include "host/cli/study_making.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/base/messages.h"
#include "host/base/problem.h"
#include "host/base/progress.h"
#include "host/base/signals.h"
#include "host/cli/study_display.h"

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

}  // namespace

void MakingOptions::add_to(CLI::App& command) {
  command.add_option("--jobs", jobs, "Runs at a time (default 1)")
      ->type_name("N")
      ->check(CLI::Range(1, 4096));
  command.add_flag("--retry", retry, "Begin runs that failed anew");
  command.add_flag("--no-wait", no_wait, "Leave runs that another process works on to it");
  command.add_option("--progress", progress, "How progress is shown (default auto)")
      ->type_name("auto|plain|none");
  command.add_flag("--quiet", quiet, "No progress");
}

MadeRuns make_runs(const Study& study, const std::vector<ResolvedRun>& runs,
                   const MakingOptions& options) {
  const ProgressMode mode = progress_mode(options.quiet ? "none" : options.progress, stderr);
  MadeRuns made;
  StudyPool pool(study, runs, {options.jobs, options.retry, !options.no_wait});
  {
    StudyDisplay display(study, mode, options.jobs);
    const auto show = [&] { display.show(pool.runs(), pool.stopped_by() != 0); };
    pool.work(show);
    show();
  }
  made.runs = pool.runs();
  made.stopped_by = pool.stopped_by();
  made.exit_code = exit_code_of_runs(made.runs, made.stopped_by);
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
