#include "host/statistics/difference.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "host/base/problem.h"
#include "host/statistics/no_spread.h"
#include "host/statistics/shared_variance.h"

namespace zeroth::host {
namespace {

using Draws = std::vector<std::vector<double>>;

/// One figure of the runs of one method.
struct Sample {
  std::vector<double> values;
  Draws draws;
};

Sample sample_of(const ImageResamples& resamples, const std::vector<std::size_t>& models,
                 Figure figure) {
  Sample sample;
  for (const std::size_t model : models) {
    sample.values.push_back(resamples.observed(model)[figure]);
    sample.draws.push_back(resamples.draws(model, figure));
  }
  return sample;
}

std::vector<double> minus(std::vector<double> one, const std::vector<double>& other) {
  for (std::size_t i = 0; i < one.size(); ++i) one[i] -= other[i];
  return one;
}

double square(double value) { return value * value; }

/// Of the mean over some seeds, at least two.
VariancePart seed_part(const Summary& seeds) {
  const auto k = static_cast<double>(seeds.n);
  return {square(*seeds.deviation) / k, k - 1};
}

void set_paired(FigureDifference& difference, const Sample& first, const Sample& second) {
  Draws draws;
  for (std::size_t i = 0; i < first.draws.size(); ++i) {
    draws.push_back(minus(first.draws[i], second.draws[i]));
  }
  const Summary seeds = summarize(minus(first.values, second.values));
  difference.deviation = seeds.deviation;
  difference.image_variance = shared_variance(draws);
  if (seeds.deviation) difference.uncertainty.add(seed_part(seeds));
}

void set_unpaired(FigureDifference& difference, const Sample& first, const Sample& second) {
  const auto own_of_mean = [](const Sample& sample) {
    return own_variance(sample.draws) / static_cast<double>(sample.draws.size());
  };
  const double of_means = variance_of(minus(mean_draws(first.draws), mean_draws(second.draws)));
  difference.image_variance = std::max(0.0, of_means - own_of_mean(first) - own_of_mean(second));
  if (!difference.first.deviation || !difference.second.deviation) return;
  difference.deviation = std::hypot(*difference.first.deviation, *difference.second.deviation);
  // Both at once, with Welch's degrees of freedom: a critical value for each would be too large.
  Uncertainty seeds;
  seeds.add(seed_part(difference.first));
  seeds.add(seed_part(difference.second));
  difference.uncertainty.add({square(seeds.error()), seeds.freedom()});
}

/// What of the difference of H the sides hide that do not vary.
double hidden_in_h(const FigureDifferences& all, const ImageResamples& resamples, double level) {
  double variance = 0;
  for (const auto& [own, other] : {std::pair(kU, kS), std::pair(kS, kU)}) {
    if (!all[own] || !all[other] || all[own]->uncertainty.error() > kNoSpread) continue;
    const double count = resamples.effective_rows(own);
    variance += std::max(
        hidden_variance_of_mean(all[own]->first.mean, all[other]->first.mean, count, level),
        hidden_variance_of_mean(all[own]->second.mean, all[other]->second.mean, count, level));
  }
  return variance;
}

FigureDifference difference_of(const Sample& first, const Sample& second, Pairing pairing,
                               double rows, double hidden, double level) {
  FigureDifference difference;
  difference.first = summarize(first.values);
  difference.second = summarize(second.values);
  difference.value = difference.first.mean - difference.second.mean;
  (pairing == Pairing::by_seed ? set_paired : set_unpaired)(difference, first, second);
  difference.uncertainty.add({difference.image_variance});
  difference.uncertainty.add({hidden});
  const double error = difference.uncertainty.error();
  double half = difference.uncertainty.critical(level) * error;
  difference.p = difference.uncertainty.p_value(difference.value);
  if (error <= kNoSpread) {
    half = hidden_spread(rows, level);
    difference.p = hidden_p_value(rows, difference.value);
  }
  difference.interval = {std::max(-100.0, difference.value - half),
                         std::min(100.0, difference.value + half)};
  return difference;
}

}  // namespace

bool FigureDifference::distinguishable(double level) const {
  return adjusted_p.value_or(p) < 1 - level;
}

FigureDifferences difference(const std::vector<RowOutcomes>& first,
                             const std::vector<RowOutcomes>& second, Pairing pairing,
                             const ResampleOptions& options, double level) {
  std::vector<const RowOutcomes*> models;
  for (const auto* method : {&first, &second}) {
    for (const RowOutcomes& one : *method) models.push_back(&one);
  }
  std::vector<std::size_t> of_first(first.size()), of_second(second.size());
  std::iota(of_first.begin(), of_first.end(), 0);
  std::iota(of_second.begin(), of_second.end(), first.size());
  return difference(ImageResamples(models, options), of_first, of_second, pairing, level);
}

FigureDifferences difference(const ImageResamples& resamples, const std::vector<std::size_t>& first,
                             const std::vector<std::size_t>& second, Pairing pairing,
                             double level) {
  if (pairing == Pairing::by_seed && first.size() != second.size()) {
    throw Failure(Exit::internal, {"runs are paired that are not as many", "", {}, ""});
  }
  FigureDifferences all;
  for (std::size_t f = 0; f < kFigureCount; ++f) {
    const auto figure = static_cast<Figure>(f);
    if (std::isnan(resamples.observed(first.front())[figure])) continue;
    const double hidden = figure == kH ? hidden_in_h(all, resamples, level) : 0;
    all[f] =
        difference_of(sample_of(resamples, first, figure), sample_of(resamples, second, figure),
                      pairing, resamples.effective_rows(figure), hidden, level);
  }
  return all;
}

}  // namespace zeroth::host
