#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "host/runs/run_summary.h"

namespace zeroth::host {

/// What was found in a folder at one time.
struct FolderView {
  std::vector<RunSummary> runs;     ///< as RunList: without documents; those that began last first
  std::vector<std::string> unread;  ///< directories that cannot be read, and why
  std::string problem;              ///< why nothing of the folder can be read; empty: it can
};

/// A folder of runs, of a study, or one run, read again and again without changing anything in it.
/// Any number of threads ask at once; it is read at most about once a second.
class WatchedFolder {
 public:
  /// @throws Failure(no_input) where there is no such folder.
  explicit WatchedFolder(std::filesystem::path folder);

  const std::filesystem::path& path() const { return folder_; }
  std::shared_ptr<const FolderView> view();
  /// One run, read anew with all its documents; nothing where none has that name.
  std::optional<RunSummary> run(const std::string& name);

 private:
  FolderView read() const;

  std::filesystem::path folder_;
  std::mutex mutex_;
  std::shared_ptr<const FolderView> view_;
  std::chrono::steady_clock::time_point read_at_;
};

}  // namespace zeroth::host
