#pragma once

#include <array>
#include <optional>
#include <vector>

#include "host/statistics/image_resamples.h"
#include "host/statistics/summary.h"
#include "host/statistics/uncertainty.h"

namespace zeroth::host {

/// A figure of a method in percent: of one run, or the mean over the runs of several seeds.
struct FigureEstimate {
  Summary seeds;              ///< of the figures of the seeds; their mean is the estimate
  double image_variance = 0;  ///< that the choice of test images gives the mean
  Uncertainty uncertainty;    ///< by images and, of two seeds and more, by seeds
  /// Where the mean over all seeds and all images of these classes lies. Of one seed: where the
  /// figure of this very model does. On the scale of log(p / (1 - p)), so it stays in 0 to 100.
  Interval interval;
};

/// Nothing where the test rows that a figure needs are missing.
using FigureEstimates = std::array<std::optional<FigureEstimate>, kFigureCount>;

/// What is known of a method by the test rows of its runs, which differ in their seed only. At
/// least one run; all on the same rows.
///
/// A figure Y of a seed is the truth + a of the seed + b of the test images + c of both together.
/// The variance of the mean over k seeds is then (var a + var c) / k + var b. The deviation over
/// the seeds tells the first by k - 1 degrees of freedom; the bootstrap over images, all seeds on
/// the same resamples, tells var b (`shared_variance`). Resampling three seeds, too, and taking
/// percentiles of it all would cover some 80 % where it says 95.
FigureEstimates estimate(const std::vector<RowOutcomes>& seeds, const ResampleOptions& options = {},
                         double level = 0.95);

/// The same of some of the models that were resampled together: what a table has of each of its
/// methods costs the resamples once.
FigureEstimates estimate(const ImageResamples& resamples, const std::vector<std::size_t>& seeds,
                         double level = 0.95);

}  // namespace zeroth::host
