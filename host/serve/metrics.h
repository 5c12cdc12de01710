#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>

namespace zeroth::host {

/// What a server counts, as Prometheus reads it. Any thread may call it.
class Metrics {
 public:
  /// `path` is one of a few: what clients make up would grow without end.
  void count_answer(const std::string& path, int status, double seconds);
  void count_rows(std::int64_t rows);
  void count_sent_away();

  /// Answers so far.
  std::int64_t answers() const;
  /// The text format, version 0.0.4.
  std::string text() const;

 private:
  static constexpr std::array<double, 12> kBounds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                     0.1,   0.25,   0.5,   1,    2.5,   10};
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, int>, std::int64_t> answers_;
  std::array<std::int64_t, kBounds.size()> within_{};  ///< answers in at most so many seconds
  double seconds_ = 0;
  std::int64_t count_ = 0, rows_ = 0, sent_away_ = 0;
};

}  // namespace zeroth::host
