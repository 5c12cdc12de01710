#include "host/statistics/image_resamples.h"

#include <random>

#include "host/base/problem.h"
#include "host/statistics/effective_rows.h"
#include "host/statistics/row_strata.h"
#include "host/statistics/summary.h"
#include "host/statistics/weighed_figures.h"

namespace zeroth::host {

FigureValues figures_of(const RowOutcomes& outcomes) {
  return WeighedFigures(outcomes)(RowStrata(outcomes).observed());
}

ImageResamples::ImageResamples(const std::vector<const RowOutcomes*>& models,
                               const ResampleOptions& options, Progress* progress)
    : draws_(models.size() * kFigureCount) {
  const RowStrata strata(*models.front());
  std::vector<double> weights = strata.observed();
  std::vector<WeighedFigures> figures;
  for (const RowOutcomes* model : models) {
    if (!same_rows(*models.front(), *model)) {
      throw Failure(Exit::internal,
                    {"models of other test rows are resampled together", "", {}, ""});
    }
    figures.emplace_back(*model);
    observed_.push_back(figures.back()(weights));
  }
  for (std::size_t f = 0; f < kFigureCount; ++f) {
    effective_rows_[f] = zeroth::host::effective_rows(*models.front(), static_cast<Figure>(f));
  }
  for (auto& draws : draws_) draws.reserve(static_cast<std::size_t>(options.count));
  std::mt19937_64 random(options.seed);
  for (int i = 0; i < options.count; ++i) {
    if (progress) progress->update(i);
    strata.draw(random, weights);
    for (std::size_t model = 0; model < figures.size(); ++model) {
      const FigureValues values = figures[model](weights);
      for (std::size_t f = 0; f < kFigureCount; ++f) {
        draws_[model * kFigureCount + f].push_back(values[f]);
      }
    }
  }
}

double variance_of(const std::vector<double>& draws) {
  const double deviation = summarize(draws).deviation.value_or(0);
  return deviation * deviation;
}

std::vector<double> mean_draws(const std::vector<std::vector<double>>& all) {
  std::vector<double> mean(all.front().size(), 0.0);
  for (const auto& draws : all) {
    for (std::size_t i = 0; i < mean.size(); ++i) {
      mean[i] += draws[i] / static_cast<double>(all.size());
    }
  }
  return mean;
}

}  // namespace zeroth::host
