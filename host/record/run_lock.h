#pragma once

#include <filesystem>
#include <string>

namespace zeroth::host {

/// The right to write a run directory: one process has it at a time. The system takes it back when
/// that process ends, however it ends.
class RunLock {
 public:
  /// Takes the lock of a run directory.
  /// @throws Failure(run_failed) naming the process that has it.
  explicit RunLock(const std::filesystem::path& directory);
  ~RunLock();
  RunLock(RunLock&& other) noexcept;
  RunLock& operator=(RunLock&&) = delete;
  RunLock(const RunLock&) = delete;
  RunLock& operator=(const RunLock&) = delete;

  /// "process 1234 on node07", which took the lock last; empty: none has.
  static std::string last_holder(const std::filesystem::path& directory);
  /// Whether a process has the lock of that directory.
  static bool is_held(const std::filesystem::path& directory);

 private:
  int descriptor_ = -1;
};

/// One process at a time makes and locks a directory among the runs; others wait for it. So what is
/// there without a lock has been left by a start that was killed.
class StartLock {
 public:
  explicit StartLock(const std::filesystem::path& runs);
  ~StartLock();
  StartLock(const StartLock&) = delete;
  StartLock& operator=(const StartLock&) = delete;

  /// Not everywhere: some file systems know no locks.
  bool is_held() const { return is_held_; }

 private:
  int descriptor_ = -1;
  bool is_held_ = false;
};

}  // namespace zeroth::host
