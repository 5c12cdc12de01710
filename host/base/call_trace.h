#pragma once

namespace zeroth::host {

/// Remembers which plugin call is running and which run directory is written, in memory shared with
/// the front end, so that a crash of the worker can be blamed on a plugin and noted in its run. Does
/// nothing until attached.
class CallTrace {
 public:
  /// Of "plugin id\ncall" and a zero byte; empty outside of a call.
  static constexpr int kCallSize = 256;
  /// Size of the shared memory; behind the call comes the run directory and a zero byte.
  static constexpr int kSize = kCallSize + 4096;

  /// Maps the first kSize bytes of `fd`; on failure the trace stays off.
  static void attach(int fd);
  static void enter(const char* plugin, const char* call) noexcept;
  static void leave() noexcept;
  static void set_run_directory(const char* path) noexcept;
};

}  // namespace zeroth::host
