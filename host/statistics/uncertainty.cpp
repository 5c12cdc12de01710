#include "host/statistics/uncertainty.h"

#include <cmath>

#include "host/statistics/distributions.h"

namespace zeroth::host {
namespace {

constexpr double kOfCochran = 0.5;

/// Levels that are searched, as logarithms of the tail.
constexpr double kSmallestTail = 1e-15, kLargestTail = 0.5;

}  // namespace

void Uncertainty::add(VariancePart part) {
  if (part.variance > 0) parts_.push_back(part);
}

double Uncertainty::error() const {
  double variance = 0;
  for (const VariancePart& part : parts_) variance += part.variance;
  return std::sqrt(variance);
}

double Uncertainty::freedom() const {
  double sum = 0, squares = 0;
  for (const VariancePart& part : parts_) {
    sum += part.variance;
    squares += part.variance * part.variance / part.freedom;
  }
  return squares > 0 ? sum * sum / squares : std::numeric_limits<double>::infinity();
}

double Uncertainty::critical_beyond(double tail) const {
  double sum = 0, weighed = 0;
  for (const VariancePart& part : parts_) {
    sum += part.variance;
    weighed += part.variance * t_above(tail, part.freedom);
  }
  if (sum <= 0) return 0;
  return kOfCochran * weighed / sum + (1 - kOfCochran) * t_above(tail, freedom());
}

double Uncertainty::critical(double level) const { return critical_beyond((1 - level) / 2); }

double Uncertainty::p_value(double value) const {
  const double standard = error();
  if (standard <= 0) return value == 0 ? 1 : 0;
  double low = std::log(kSmallestTail), high = std::log(kLargestTail);
  constexpr int kHalvings = 40;
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = (low + high) / 2;
    (critical_beyond(std::exp(middle)) * standard > std::abs(value) ? low : high) = middle;
  }
  return 2 * std::exp(low);
}

}  // namespace zeroth::host
