#include "host/statistics/estimate.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "host/statistics/no_spread.h"
#include "host/statistics/shared_variance.h"

namespace zeroth::host {
namespace {

/// Bounds on the scale of log(p / (1 - p)): near 0 and 100 a figure can be off farther inwards.
Interval within_percent(double value, double half) {
  const double p = value / 100, centre = std::log(p / (1 - p)), reach = half / 100 / (p * (1 - p));
  const auto percent = [](double x) { return 100 / (1 + std::exp(-x)); };
  return {percent(centre - reach), percent(centre + reach)};
}

Interval interval_of(const FigureEstimate& estimate, double rows, double level) {
  const double value = estimate.seeds.mean, error = estimate.uncertainty.error();
  if (error > kNoSpread) {
    return within_percent(value, estimate.uncertainty.critical(level) * error);
  }
  const double spread = hidden_spread(rows, level);
  return {std::max(0.0, value - spread), std::min(100.0, value + spread)};
}

FigureEstimate estimate_of(const ImageResamples& resamples, const std::vector<std::size_t>& seeds,
                           Figure figure) {
  FigureEstimate estimate;
  std::vector<double> values;
  std::vector<std::vector<double>> draws;
  for (const std::size_t seed : seeds) {
    values.push_back(resamples.observed(seed)[figure]);
    draws.push_back(resamples.draws(seed, figure));
  }
  estimate.seeds = summarize(values);
  estimate.image_variance = shared_variance(draws);
  estimate.uncertainty.add({estimate.image_variance});
  if (estimate.seeds.deviation) {
    const auto k = static_cast<double>(values.size());
    estimate.uncertainty.add({*estimate.seeds.deviation * *estimate.seeds.deviation / k, k - 1});
  }
  return estimate;
}

/// What of H the sides hide that do not vary.
double hidden_in_h(const FigureEstimates& all, const ImageResamples& resamples, double level) {
  double variance = 0;
  for (const auto& [own, other] : {std::pair(kU, kS), std::pair(kS, kU)}) {
    if (!all[own] || !all[other] || all[own]->uncertainty.error() > kNoSpread) continue;
    variance += hidden_variance_of_mean(all[own]->seeds.mean, all[other]->seeds.mean,
                                        resamples.effective_rows(own), level);
  }
  return variance;
}

}  // namespace

FigureEstimates estimate(const std::vector<RowOutcomes>& seeds, const ResampleOptions& options,
                         double level) {
  std::vector<const RowOutcomes*> models;
  for (const RowOutcomes& one : seeds) models.push_back(&one);
  std::vector<std::size_t> all(models.size());
  std::iota(all.begin(), all.end(), 0);
  return estimate(ImageResamples(models, options), all, level);
}

FigureEstimates estimate(const ImageResamples& resamples, const std::vector<std::size_t>& seeds,
                         double level) {
  FigureEstimates all;
  for (std::size_t f = 0; f < kFigureCount; ++f) {
    const auto figure = static_cast<Figure>(f);
    if (std::isnan(resamples.observed(seeds.front())[figure])) continue;
    all[f] = estimate_of(resamples, seeds, figure);
    const bool varies = all[f]->uncertainty.error() > kNoSpread;
    if (figure == kH && varies) all[f]->uncertainty.add({hidden_in_h(all, resamples, level)});
    all[f]->interval = interval_of(*all[f], resamples.effective_rows(figure), level);
  }
  return all;
}

}  // namespace zeroth::host
