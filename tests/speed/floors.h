#pragma once

#include "host/base/json.h"
#include "host/base/stopwatch.h"

namespace zeroth::speed {

/// What this machine reaches with LibTorch's threads: the best of a few tries.
double flops_per_second();

/// {"wall_s", "processor_s", "floor_s", "memory_bytes"}; the floor is what the machine needs for
/// the arithmetic or traffic alone.
host::Json report(const host::Seconds& seconds, double floor);

}  // namespace zeroth::speed
