#pragma once

#include <chrono>
#include <map>

#include "host/base/signals.h"

namespace zeroth::host {

/// Tells the first request to stop from a further one, which means "at once".
///
/// One request may arrive more than once. A terminal and a cluster send it to every process of a
/// run, so the worker has it from them and again from the front end, which passes it on. `timeout`
/// sends it to its child and then to the child's whole group; of a closed terminal the shell tells
/// first and the system a moment later.
class StopCount {
 public:
  using Clock = std::chrono::steady_clock;

  /// @param front_end who passes requests on, or 0.
  explicit StopCount(pid_t front_end = 0) : front_end_(front_end) {}

  /// Counts a request that arrived now.
  /// @return how many there were.
  int add(const StopRequest& request, Clock::time_point now);

 private:
  struct Arrivals {
    int count = 0;
    Clock::time_point counted;  ///< the last one
  };
  /// Of one signal.
  struct Kind {
    Arrivals direct, passed_on;
  };

  pid_t front_end_;
  std::map<int, Kind> kinds_;
};

}  // namespace zeroth::host
