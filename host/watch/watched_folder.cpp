#include "host/watch/watched_folder.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "host/base/problem.h"
#include "host/runs/run_list.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kFresh{900};

std::string words_of(const std::exception& error) {
  const auto* failure = dynamic_cast<const Failure*>(&error);
  if (!failure) return error.what();
  const Problem& problem = failure->problems().front();
  return problem.what + (problem.why.empty() ? "" : ": " + problem.why.front());
}

}  // namespace

WatchedFolder::WatchedFolder(fs::path folder) : folder_(std::move(folder)) {
  std::error_code error;
  if (fs::is_directory(folder_, error)) return;
  throw Failure(Exit::no_input,
                {"there is no folder to watch",
                 folder_.string(),
                 {error ? error.message() : "it is no directory"},
                 "name a folder of runs, a study's, or one run: zeroth watch runs"});
}

FolderView WatchedFolder::read() const {
  FolderView view;
  try {
    if (looks_like_run(folder_)) {
      view.runs = {read_run(folder_)};
      return view;
    }
    RunList list = read_runs(folder_);
    for (ListedRun& one : list.runs) view.runs.push_back(std::move(one.run));
    for (const UnreadDirectory& one : list.unread) view.unread.push_back(one.name + ": " + one.why);
  } catch (const std::exception& error) {
    view.problem = words_of(error);
  }
  return view;
}

std::shared_ptr<const FolderView> WatchedFolder::view() {
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (!view_ || now - read_at_ > kFresh) {
    view_ = std::make_shared<const FolderView>(read());
    // A folder that takes long to read is read more seldom.
    read_at_ = std::chrono::steady_clock::now();
  }
  return view_;
}

std::optional<RunSummary> WatchedFolder::run(const std::string& name) {
  const auto all = view();
  const auto found = std::find_if(all->runs.begin(), all->runs.end(),
                                  [&](const RunSummary& one) { return one.name == name; });
  std::error_code error;
  if (found == all->runs.end() || !fs::is_directory(found->path, error)) return std::nullopt;
  RunSummary run = read_run(found->path);
  run.name = name;
  return run;
}

}  // namespace zeroth::host
