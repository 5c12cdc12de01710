#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/base/problem.h"
#include "host/record/look_chain.h"

namespace zeroth::host {

/// status.json: what has become of a run.
///
/// {"state": "running" | "finished" | "interrupted" | "failed", "start", "end" or null, "seconds"
/// of all its processes together, "processes" that worked on it, "peak_memory": bytes that one of
/// them held at most, "host", "processor", "system", "user", "pid", "command", "versions",
/// "exit_code" or null, "error" or null, "looks"}. A run whose state is "running" and whose lock
/// nobody holds was killed.
class RunStatus {
 public:
  /// Of the process that begins or goes on with a run now. `earlier` is what the directory holds.
  RunStatus(const std::filesystem::path& directory, std::vector<std::string> command,
            Json versions);

  /// Whether the file says already that the run has finished.
  bool says_finished() const { return says_finished_; }
  /// When the run began, whichever process that was.
  const std::string& start() const { return start_; }
  /// What the file remembers of the chain of looks, if it does.
  const std::optional<ChainMark>& looks() const { return looks_; }
  void set_looks(const ChainMark& looks) { looks_ = looks; }

  /// Writes "running".  @throws Failure(cannot_create or io).
  void write_running();
  /// Writes how it ended. `error` is the text of the failure, empty where there is none.
  /// @throws Failure(cannot_create or io).
  void write_end(Exit code, const std::string& error);

  /// For a process that died without a word: another one that saw it writes how it ended, unless
  /// the file says so already.
  static void note_death(const std::filesystem::path& directory, Exit code,
                         const std::string& error);

 private:
  void write(const char* state, Json end, Json code, Json error);

  std::filesystem::path file_;
  Json facts_;
  std::string start_;
  double earlier_seconds_ = 0;
  std::int64_t processes_ = 1;
  std::int64_t earlier_memory_ = 0;
  double begun_ = 0;  ///< of this process, monotonic seconds
  bool says_finished_ = false;
  std::optional<ChainMark> looks_;
};

}  // namespace zeroth::host
