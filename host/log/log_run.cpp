#include "host/log/log_run.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "host/base/problem.h"
#include "host/log/run_logs.h"
#include "host/record/run_directory.h"
#include "host/record/run_lock.h"
#include "host/runs/clock.h"
#include "host/runs/metric_lines.h"
#include "host/runs/run_summary.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

RunSummary summary_of(const fs::path& directory) {
  RunDirectory::open(directory);  // which says what it lacks
  RunSummary run = read_run(directory);
  if (run.pipeline.is_object()) return run;
  throw Failure(Exit::bad_data, {"the run cannot be logged",
                                 directory.string(),
                                 {run.problem},
                                 "put back a copy of the run directory"});
}

LoggedEnd end_of(RunState state) {
  if (state == RunState::finished) return LoggedEnd::finished;
  return state == RunState::failed ? LoggedEnd::failed : LoggedEnd::stopped;
}

std::string command_of(const RunSummary& run) {
  std::string line;
  if (!run.status.is_object()) return line;
  for (const Json& word : run.status.value("command", Json::array())) {
    if (word.is_string()) line += (line.empty() ? "" : " ") + word.get<std::string>();
  }
  return line;
}

/// What the run is called in logs: as it was before, where it has been logged.
RememberedLogs remember(const fs::path& directory, const LogChoice& added) {
  RememberedLogs logs =
      RememberedLogs::read(directory).value_or(RememberedLogs{new_log_id(directory), {}});
  logs.choice.tensorboard = logs.choice.tensorboard || added.tensorboard;
  if (!added.mlflow.empty()) logs.choice.mlflow = added.mlflow;
  logs.write(directory);
  return logs;
}

}  // namespace

std::size_t log_run(const fs::path& directory, const LogChoice& choice) {
  const RunSummary run = summary_of(directory);
  const RunLock lock(directory);
  check_log_choice(choice);
  const RememberedLogs known = remember(directory, choice);
  const double start = clock_seconds_of(run.start).value_or(run.changed);
  const LoggedRun logged{fs::absolute(directory).lexically_normal(),
                         known.id,
                         start,
                         run.pipeline,
                         run.user,
                         command_of(run),
                         clock_seconds_of(run.end).value_or(run.last_sign)};
  const std::vector<Json> lines = metric_lines(directory / "metrics.jsonl");
  RunLogs logs(
      choice, logged, [](const std::string&) {}, /*must=*/true);
  logs.begin(lines);
  const Json figures = run.result.is_object() ? run.result.value("metrics", Json()) : Json();
  logs.end(end_of(run.state), figures);
  return lines.size();
}

}  // namespace zeroth::host
