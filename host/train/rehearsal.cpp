#include "host/train/rehearsal.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace zeroth::host {
namespace {

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

std::optional<Seconds> median_seconds(int iterations, const std::function<void()>& iteration) {
  if (iterations == 0) return std::nullopt;
  if (iterations > 1) iteration();
  std::vector<double> wall, processor;
  for (int i = 0; i < iterations; ++i) {
    const Seconds seconds = time_of(iteration);
    wall.push_back(seconds.wall);
    processor.push_back(seconds.processor);
  }
  return Seconds{median(std::move(wall)), median(std::move(processor))};
}

}  // namespace zeroth::host
