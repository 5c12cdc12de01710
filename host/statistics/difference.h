#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "host/statistics/image_resamples.h"
#include "host/statistics/summary.h"
#include "host/statistics/uncertainty.h"

namespace zeroth::host {

/// How the runs of two methods belong together.
enum class Pairing {
  by_seed,  ///< run i of one has the seed of run i of the other
  none,     ///< other seeds, or other numbers of them
};

/// A figure of one method minus that of another, in percent.
struct FigureDifference {
  Summary first, second;            ///< over their seeds
  double value = 0;                 ///< first minus second
  std::optional<double> deviation;  ///< of the difference over seeds; of one seed there is none
  double image_variance = 0;        ///< that the choice of test images gives the difference
  Uncertainty uncertainty;
  Interval interval;                 ///< of the difference over all seeds and all images
  double p = 1;                      ///< two-sided
  std::optional<double> adjusted_p;  ///< by Holm, where it is one of several: see holm.h

  /// By the adjusted p where there is one.
  bool distinguishable(double level = 0.95) const;
  std::int64_t seeds() const { return std::min(first.n, second.n); }
};

using FigureDifferences = std::array<std::optional<FigureDifference>, kFigureCount>;

/// The paired test over seeds and images. All runs of both are on the same rows, and every resample
/// of them serves all: what is hard for both is in no difference.
///
/// Of `by_seed`, what is exchangeable is the pairs: the differences of the seeds are a sample, by
/// k - 1 degrees of freedom. That is exact however runs of one seed resemble each other, but three
/// seeds leave two degrees. Of `none`, the two methods have their own variances over seeds (Welch).
/// The variance that the test images give to the difference comes on top in both, as in
/// `estimate`. With one run each nothing is known of seeds: the difference is that of these two
/// models, and whoever trains them again may find another.
FigureDifferences difference(const std::vector<RowOutcomes>& first,
                             const std::vector<RowOutcomes>& second, Pairing pairing,
                             const ResampleOptions& options = {}, double level = 0.95);

/// The same of models that were resampled together.
FigureDifferences difference(const ImageResamples& resamples, const std::vector<std::size_t>& first,
                             const std::vector<std::size_t>& second, Pairing pairing,
                             double level = 0.95);

}  // namespace zeroth::host
