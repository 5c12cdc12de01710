#pragma once

#include <cmath>

#include "host/statistics/figures.h"
#include "tests/statistics/simulated_study.h"

namespace zeroth::host {

inline double normal_below(double x) { return std::erfc(-x / std::sqrt(2.0)) / 2; }

inline double mean_right(const std::vector<double>& ease, double seed, double scale) {
  double sum = 0;
  for (const double one : ease) sum += normal_below((one + seed) / scale);
  return sum / static_cast<double>(ease.size());
}

/// The figures of a model of that seed effect on infinitely many images of the world: in closed
/// form, but for the area.
inline FigureValues truth_of_seed(const SimulatedWorld& world, double seed) {
  const double scale = std::hypot(1.0, world.image_deviation), border = std::hypot(1.0, 0.5);
  const double S = mean_right(world.seen_ease, seed, scale);
  const double U = mean_right(world.unseen_ease, seed, scale);
  const double on_side = normal_below(world.gap / border);
  FigureValues truth{};
  truth[kT1] = 100 * U;
  truth[kU] = 100 * U * on_side;
  truth[kS] = 100 * S * on_side;
  truth[kH] = 2 * truth[kU] * truth[kS] / (truth[kU] + truth[kS]);
  const auto seen_at = [&](double t) { return S * normal_below((world.gap - t) / border); };
  constexpr double kEnd = 8, kStep = 0.02;
  for (double t = -kEnd; t < kEnd; t += kStep) {
    const double middle = U * normal_below((world.gap + t + kStep / 2) / border);
    truth[kAusuc] += 100 * (seen_at(t) - seen_at(t + kStep)) * middle;
  }
  return truth;
}

/// Their mean over all seeds.
inline FigureValues truth_of(const SimulatedWorld& world, double shift) {
  if (world.seed_deviation == 0) return truth_of_seed(world, shift);
  FigureValues truth{};
  double sum = 0;
  for (double z = -6; z <= 6; z += 0.1) {
    const double weight = std::exp(-z * z / 2);
    const FigureValues one = truth_of_seed(world, shift + world.seed_deviation * z);
    for (std::size_t f = 0; f < kFigureCount; ++f) truth[f] += weight * one[f];
    sum += weight;
  }
  for (double& one : truth) one /= sum;
  return truth;
}

}  // namespace zeroth::host
