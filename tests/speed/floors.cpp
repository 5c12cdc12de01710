#include "tests/speed/floors.h"

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/ones.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>

namespace zeroth::speed {
namespace {

constexpr int kTries = 8;

/// The fastest of several: what disturbs a measurement only ever makes it longer. By processor
/// time, as other programs may hold the processors for longer than all the tries take.
double fastest(const std::function<void()>& function) {
  double best = std::numeric_limits<double>::max();
  for (int i = 0; i < kTries; ++i) best = std::min(best, host::time_of(function).processor);
  return best / at::get_num_threads();
}

}  // namespace

double flops_per_second() {
  constexpr std::int64_t kSize = 2048;
  const at::Tensor a = at::ones({kSize, kSize}), b = at::ones({kSize, kSize});
  at::Tensor product = at::empty({kSize, kSize});
  return 2.0 * kSize * kSize * kSize / fastest([&] { at::mm_out(product, a, b); });
}

host::Json report(const host::Seconds& seconds, double floor) {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return {{"wall_s", seconds.wall},
          {"processor_s", seconds.processor},
          {"floor_s", floor},
          {"memory_bytes", static_cast<std::int64_t>(usage.ru_maxrss) * 1024}};
}

}  // namespace zeroth::speed
