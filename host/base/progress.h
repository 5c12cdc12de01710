#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace zeroth::host {

enum class ProgressMode {
  none,
  plain,     ///< a line when something ends
  terminal,  ///< one line, redrawn; every tenth epoch leaves one
  json,      ///< a JSON document per line
};

/// "auto" is `terminal` where a line can be drawn over and `plain` elsewhere.
/// @throws Failure(usage) for an unknown name.
ProgressMode progress_mode(const std::string& name, std::FILE* stream);

/// Seconds that a line of progress says are left: "12 s left", "3:20 min left", "1:05 h left" as
/// one of its parts.
std::optional<double> seconds_left_in(std::string_view line);

/// A piece of work that is counted, and what is known of all that follows it.
struct Work {
  std::string title;       ///< "epoch 3/20"
  std::string of = "";     ///< what that belongs to: left out first where there is no room
  std::int64_t total = 0;  ///< how much there is to count
  std::int64_t done = 0;   ///< where it goes on
  double pace = 0;         ///< seconds that one takes; 0: as it turns out
  double later = 0;        ///< how many more of them follow behind this work
  double after = 0;        ///< seconds that follow besides
};

/// How a piece of work ended.
struct Ended {
  std::string note;    ///< what came out
  double seconds = 0;  ///< that it took
  bool stays = true;   ///< leaves a line; in JSON everything does
};

/// Tells a person how far something is and how long all of it still takes. Never part of a result.
class Progress {
 public:
  Progress(ProgressMode mode, std::FILE* stream) : mode_(mode), stream_(stream) {}

  void begin(std::string title, std::int64_t total) { begin({std::move(title), "", total}); }
  void begin(Work work);
  void update(std::int64_t done);
  /// Shows in the place of counts what cannot be counted.
  void show(std::string_view what);
  /// The latest figure, as "H 45.2": stands in every line from here on.
  void set_figure(std::string figure) { figure_ = std::move(figure); }
  /// Seconds since `begin`.
  double elapsed() const;
  /// Ends what `begin` began.
  void end(std::string_view note) { end({std::string(note), elapsed()}); }
  void end(const Ended& ended);
  /// A line that stays.
  void message(std::string_view text);
  /// A message that only JSON shows: its readers want every step.
  void detail(std::string_view text);
  /// A line that is shown in every mode: a result may not be what it seems.
  void warning(std::string_view text);

 private:
  using Clock = std::chrono::steady_clock;
  bool draws_now();
  void redraw(std::int64_t done);
  double seconds_left(std::int64_t done) const;
  std::string full_title() const;
  void line(std::string_view text);
  void print(std::string_view text);
  std::size_t room() const;

  ProgressMode mode_;
  std::FILE* stream_;
  Work work_;
  std::string figure_;
  Clock::time_point start_ = Clock::now(), drawn_;
};

}  // namespace zeroth::host
