#include "host/statistics/shared_variance.h"

#include <algorithm>

#include "host/statistics/image_resamples.h"

namespace zeroth::host {
namespace {

double mean_variance(const std::vector<std::vector<double>>& draws) {
  double sum = 0;
  for (const auto& one : draws) sum += variance_of(one);
  return sum / static_cast<double>(draws.size());
}

}  // namespace

double shared_variance(const std::vector<std::vector<double>>& draws) {
  const double of_mean = variance_of(mean_draws(draws));
  if (draws.size() == 1) return of_mean;
  const auto k = static_cast<double>(draws.size());
  return std::max(0.0, (k * of_mean - mean_variance(draws)) / (k - 1));
}

double own_variance(const std::vector<std::vector<double>>& draws) {
  return draws.size() == 1 ? 0 : std::max(0.0, mean_variance(draws) - shared_variance(draws));
}

}  // namespace zeroth::host
