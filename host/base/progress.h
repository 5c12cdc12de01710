#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace zeroth::host {

enum class ProgressMode {
  none,
  plain,     ///< a line when something ends
  terminal,  ///< one line, redrawn, with rate and time left
  json,      ///< a JSON document per line
};

/// "auto" is `terminal` on a terminal and `plain` elsewhere.
/// @throws Failure(usage) for an unknown name.
ProgressMode progress_mode(const std::string& name, std::FILE* stream);

/// Tells a person how far something is. Never part of a result.
class Progress {
 public:
  Progress(ProgressMode mode, std::FILE* stream) : mode_(mode), stream_(stream) {}

  void begin(std::string title, std::int64_t total);
  void update(std::int64_t done);
  /// Ends what `begin` began.
  void end(std::string_view note);
  /// A line that stays.
  void message(std::string_view text);
  /// A line that is shown in every mode: a result may not be what it seems.
  void warning(std::string_view text);

 private:
  using Clock = std::chrono::steady_clock;
  void redraw(std::int64_t done);
  void line(std::string_view text);
  void print(std::string_view text);
  double elapsed() const;

  ProgressMode mode_;
  std::FILE* stream_;
  std::string title_;
  std::int64_t total_ = 0;
  Clock::time_point start_, drawn_;
};

}  // namespace zeroth::host
