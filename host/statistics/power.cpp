#include "host/statistics/power.h"

#include <cmath>

#include "host/statistics/distributions.h"
#include "host/statistics/uncertainty.h"

namespace zeroth::host {
namespace {

constexpr std::int64_t kMostSeeds = 1'000'000;

Uncertainty uncertainty_of(std::int64_t seeds, const SeedNoise& noise) {
  const auto k = static_cast<double>(seeds);
  Uncertainty uncertainty;
  uncertainty.add({noise.image_variance});
  uncertainty.add({noise.deviation * noise.deviation / k, k - 1});
  return uncertainty;
}

}  // namespace

double power_of(double difference, std::int64_t seeds, const SeedNoise& noise, double level) {
  const Uncertainty uncertainty = uncertainty_of(seeds, noise);
  const double error = uncertainty.error();
  if (error <= 0) return difference != 0 ? 1 : 1 - level;
  return noncentral_t_beyond(uncertainty.critical(level), uncertainty.freedom(),
                             std::abs(difference) / error);
}

std::optional<std::int64_t> seeds_to_show(double difference, const SeedNoise& noise, double power,
                                          double level) {
  const auto enough = [&](std::int64_t seeds) {
    return power_of(difference, seeds, noise, level) >= power;
  };
  std::int64_t too_few = 1, many = 2;
  while (!enough(many)) {
    if (many >= kMostSeeds) return std::nullopt;
    too_few = many;
    many *= 2;
  }
  while (many - too_few > 1) {
    const std::int64_t middle = (too_few + many) / 2;
    (enough(middle) ? many : too_few) = middle;
  }
  return many;
}

double smallest_shown(std::int64_t seeds, const SeedNoise& noise, double power, double level) {
  const double error = uncertainty_of(seeds, noise).error();
  double low = 0, high = error;
  if (error <= 0) return 0;
  while (power_of(high, seeds, noise, level) < power) high *= 2;
  constexpr int kHalvings = 50;
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = (low + high) / 2;
    (power_of(middle, seeds, noise, level) < power ? low : high) = middle;
  }
  return high;
}

}  // namespace zeroth::host
