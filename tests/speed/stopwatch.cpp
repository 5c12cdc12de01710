#include "tests/speed/stopwatch.h"

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/ones.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <limits>

namespace zeroth::speed {
namespace {

constexpr int kTries = 8;

/// The fastest of several: what disturbs a measurement only ever makes it longer. By processor
/// time, as other programs may hold the processors for longer than all the tries take.
double fastest(const std::function<void()>& function) {
  double best = std::numeric_limits<double>::max();
  for (int i = 0; i < kTries; ++i) best = std::min(best, time_of(function).processor);
  return best / at::get_num_threads();
}

}  // namespace

Seconds time_of(const std::function<void()>& function) {
  const auto start = std::chrono::steady_clock::now();
  const std::clock_t ticks = std::clock();
  function();
  const auto end = std::chrono::steady_clock::now();
  return {std::chrono::duration<double>(end - start).count(),
          static_cast<double>(std::clock() - ticks) / CLOCKS_PER_SEC};
}

double flops_per_second() {
  constexpr std::int64_t kSize = 2048;
  const at::Tensor a = at::ones({kSize, kSize}), b = at::ones({kSize, kSize});
  at::Tensor product = at::empty({kSize, kSize});
  return 2.0 * kSize * kSize * kSize / fastest([&] { at::mm_out(product, a, b); });
}

host::Json report(const Seconds& seconds, double floor) {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return {{"wall_s", seconds.wall},
          {"processor_s", seconds.processor},
          {"floor_s", floor},
          {"memory_bytes", static_cast<std::int64_t>(usage.ru_maxrss) * 1024}};
}

}  // namespace zeroth::speed
