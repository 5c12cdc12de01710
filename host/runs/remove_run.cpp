#include "host/runs/remove_run.h"

#include <fmt/format.h>
#include <unistd.h>

#include <system_error>
#include <vector>

#include "host/base/begins_with.h"
#include "host/base/problem.h"
#include "host/record/run_lock.h"
#include "host/record/this_machine.h"
#include "host/runs/clock.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

constexpr const char* kHidden = ".zeroth-removed-";

/// Whether enough of a run's files are there that nobody else can have made the directory.
bool is_made_by_a_run(const fs::path& directory) {
  int files = 0;
  for (const char* name : {"config.resolved.json", "origins.json", "env.json", "status.json",
                           "result.json", "metrics.jsonl"}) {
    std::error_code error;
    files += fs::is_regular_file(fs::symlink_status(directory / name, error)) ? 1 : 0;
  }
  return files >= 2;
}

/// A directory below that is a run, too; empty: none. Follows no links.
std::string run_inside(const fs::path& directory) {
  std::error_code error;
  fs::recursive_directory_iterator at(directory, error), end;
  for (; !error && at != end; at.increment(error)) {
    std::error_code gone;
    const bool is_directory = fs::is_directory(at->symlink_status(gone));
    if (is_directory && looks_like_run(at->path())) return at->path().string();
  }
  return error ? error.message() : "";
}

/// Of a run that seems killed and was on another machine not long ago: not every file system shows
/// the locks of others.
bool may_run_elsewhere(const RunSummary& run) {
  constexpr double kDay = 24 * 60 * 60;
  return run.state == RunState::killed && !run.host.empty() &&
         run.host != this_machine().value("host", "") && clock_seconds() - run.changed < kDay;
}

/// A name that begins with a dot is no run to anybody. Nothing is overwritten: a directory that is
/// not empty stays.
std::error_code hide(const fs::path& directory, fs::path& hidden) {
  constexpr int kTries = 1000;
  std::error_code error;
  for (int i = 0; i < kTries; ++i) {
    hidden = directory.parent_path() / fmt::format("{}{}-{}", kHidden, getpid(), i);
    if (fs::exists(fs::symlink_status(hidden, error))) continue;
    fs::rename(directory, hidden, error);
    return error;
  }
  return std::make_error_code(std::errc::file_exists);
}

}  // namespace

bool is_as_listed(const RunSummary& listed) {
  const RunSummary now = read_run(listed.path);
  return now.recorded.state == listed.recorded.state && now.recorded.at == listed.recorded.at &&
         now.start == listed.start && now.pipeline_hash == listed.pipeline_hash;
}

std::string remove_whole(const fs::path& directory) {
  fs::path hidden;
  if (const std::error_code error = hide(directory, hidden)) return error.message();
  std::error_code error;
  fs::remove_all(hidden, error);
  if (!error) return "";
  return fmt::format("{}: what is left of it is {}", error.message(), hidden.string());
}

std::string why_kept(const RunSummary& run) {
  std::error_code error;
  const fs::file_status status = fs::symlink_status(run.path, error);
  if (!fs::exists(status)) return "it is not there any more";
  if (fs::is_symlink(status)) return "it is a link, and what it leads to is elsewhere";
  if (!is_made_by_a_run(run.path)) return "it has too little of a run to be one";
  if (const std::string inside = run_inside(run.path); !inside.empty()) {
    return "there is another run in it: " + inside;
  }
  if (run.is_running() || RunLock::is_held(run.path)) {
    const std::string holder = RunLock::last_holder(run.path);
    return (holder.empty() ? "a process" : holder) + " writes it";
  }
  if (may_run_elsewhere(run)) {
    return fmt::format("it may still run on {}: it changed less than a day ago", run.host);
  }
  return "";
}

std::string remove_run(const RunSummary& listed) {
  if (const std::string why = why_kept(listed); !why.empty()) return why;
  try {
    const RunLock lock(listed.path);
    if (!is_as_listed(listed)) return "it has changed since it was listed";
    return remove_whole(listed.path);
  } catch (const Failure& failure) {
    const Problem& problem = failure.problems().front();
    return problem.why.empty() ? problem.what : problem.why.front();
  }
}

void clear_removed(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> left;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    std::error_code gone;
    const bool ours = begins_with(name, kHidden);
    if (ours && fs::is_directory(at->symlink_status(gone))) left.push_back(at->path());
  }
  for (const fs::path& one : left) {
    if (!RunLock::is_held(one)) fs::remove_all(one, error);
  }
}

}  // namespace zeroth::host
