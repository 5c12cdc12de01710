#include "host/base/stopwatch.h"

#include <chrono>
#include <ctime>

namespace zeroth::host {

double monotonic_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

Seconds time_of(const std::function<void()>& function) {
  const auto start = std::chrono::steady_clock::now();
  const std::clock_t ticks = std::clock();
  function();
  const auto end = std::chrono::steady_clock::now();
  return {std::chrono::duration<double>(end - start).count(),
          static_cast<double>(std::clock() - ticks) / CLOCKS_PER_SEC};
}

}  // namespace zeroth::host
