#pragma once

#include <functional>

namespace zeroth::host {

/// What one call takes, in seconds.
struct Seconds {
  double wall = 0;
  double processor = 0;  ///< of all threads: what other programs do meanwhile does not count
};

/// Of a clock that never goes back; only differences mean something.
double monotonic_seconds();

Seconds time_of(const std::function<void()>& function);

}  // namespace zeroth::host
