#pragma once

namespace zeroth::host {

/// Remembers which plugin call is running, in memory shared with the front end, so that a crash of
/// the worker can be blamed on a plugin. Does nothing until attached.
class CallTrace {
 public:
  /// Size of the shared memory; it holds "plugin id\ncall" and a zero byte, or is empty.
  static constexpr int kSize = 256;

  /// Maps the first kSize bytes of `fd`; on failure the trace stays off.
  static void attach(int fd);
  static void enter(const char* plugin, const char* call) noexcept;
  static void leave() noexcept;
};

}  // namespace zeroth::host
