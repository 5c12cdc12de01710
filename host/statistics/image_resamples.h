#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "host/base/progress.h"
#include "host/statistics/figures.h"
#include "host/statistics/row_outcomes.h"

namespace zeroth::host {

struct ResampleOptions {
  int count = 2000;
  std::uint64_t seed = 1;  ///< the same seed draws the same
};

/// The figures of a model on its test rows as they are.
FigureValues figures_of(const RowOutcomes& outcomes);

/// The stratified bootstrap: figures of models on the same resamples of their test rows, drawn
/// within classes as `RowStrata` says. What varies is which images of these classes were there to
/// test on; the classes stay, and so do the trained models. H and AUSUC are those of the resampled
/// rows. A model's draws are the same whatever other models are resampled beside it. Two thousand
/// resamples of ten thousand rows take a tenth of a second a model.
class ImageResamples {
 public:
  /// `models`: at least one; all of the same rows, in the same order.
  /// @throws Failure(internal) where they are not.
  explicit ImageResamples(const std::vector<const RowOutcomes*>& models,
                          const ResampleOptions& options = {}, Progress* progress = nullptr);

  std::size_t models() const { return observed_.size(); }
  /// As the rows are.
  const FigureValues& observed(std::size_t model) const { return observed_[model]; }
  /// One value a resample.
  const std::vector<double>& draws(std::size_t model, Figure figure) const {
    return draws_[model * kFigureCount + figure];
  }

  /// Of the test rows: see effective_rows.h.
  double effective_rows(Figure figure) const { return effective_rows_[figure]; }

 private:
  std::array<double, kFigureCount> effective_rows_{};
  std::vector<FigureValues> observed_;
  std::vector<std::vector<double>> draws_;
};

/// Variance over the draws.
double variance_of(const std::vector<double>& draws);

/// Their mean, draw by draw; at least one, all of the same length.
std::vector<double> mean_draws(const std::vector<std::vector<double>>& all);

}  // namespace zeroth::host
