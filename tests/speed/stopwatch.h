#pragma once

#include <cstdint>
#include <functional>

#include "host/base/json.h"

namespace zeroth::speed {

/// What one call takes, in seconds.
struct Seconds {
  double wall = 0;
  double processor = 0;  ///< of all threads: what other programs do meanwhile does not count
};

Seconds time_of(const std::function<void()>& function);

/// What this machine reaches with LibTorch's threads: the best of a few tries.
double flops_per_second();

/// {"wall_s", "processor_s", "floor_s", "memory_bytes"}; the floor is what the machine needs for
/// the arithmetic or traffic alone.
host::Json report(const Seconds& seconds, double floor);

}  // namespace zeroth::speed
