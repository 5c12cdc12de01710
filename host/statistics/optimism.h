#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "host/statistics/summary.h"

namespace zeroth::host {

/// What choosing the epoch on the test set adds to a figure.
struct OptimismGap {
  Summary gap;                       ///< best-on-test minus strict, over the seeds that have both
  std::optional<Interval> interval;  ///< Student's, of two seeds and more
};

/// The gap between runs of protocol `paper-oracle` and runs whose epoch was not chosen on test
/// rows, of the same pipeline, setting and data. Percent by seed; paired by seed, so only seeds of
/// both count.
/// @return nothing where no seed has both.
std::optional<OptimismGap> optimism_gap(const std::map<std::int64_t, double>& best_on_test,
                                        const std::map<std::int64_t, double>& strict,
                                        double level = 0.95);

}  // namespace zeroth::host
