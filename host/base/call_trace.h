#pragma once

#include <string>

namespace zeroth::host {

/// Remembers which plugin call is running, which run directory is written, where a crash was and
/// what a worker that is silent ended with, in memory shared with the front end, so that a crash of
/// the worker can be blamed on a plugin and noted in its run. Does nothing until attached.
class CallTrace {
 public:
  /// Of "plugin id\ncall" and a zero byte; empty outside of a call.
  static constexpr int kCallSize = 256;
  /// Of the run directory, behind the call.
  static constexpr int kDirectorySize = 4096;
  /// Of the lines that say where a crash was, behind the directory.
  static constexpr int kCrashSize = 2048;
  /// Of the last words, behind the crash.
  static constexpr int kWordsSize = 4096;
  /// Of the shared memory.
  static constexpr int kSize = kCallSize + kDirectorySize + kCrashSize + kWordsSize;

  /// Maps the first kSize bytes of `fd`; on failure the trace stays off.
  static void attach(int fd);
  static void enter(const char* plugin, const char* call) noexcept;
  static void leave() noexcept;
  /// Whose call runs, attached or not; null outside of one.
  static const char* plugin() noexcept;
  static void set_run_directory(const char* path) noexcept;
  /// Why this process ends, where another one has to say it; cut off behind kWordsSize.
  static void set_last_words(const char* text) noexcept;
  /// Where a crash says where it was: kCrashSize bytes; null while the trace is off.
  static char* crash() noexcept;

  // What of the above stands in `memory`, the kSize bytes read back.
  static std::string call_in(const std::string& memory);
  static std::string run_directory_in(const std::string& memory);
  static std::string crash_in(const std::string& memory);
  static std::string last_words_in(const std::string& memory);
};

}  // namespace zeroth::host
