#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "host/statistics/distributions.h"

namespace zeroth::host {

/// What a table says of a figure over seeds.
struct Summary {
  std::int64_t n = 0;
  double mean = 0;                  ///< 0 of no values
  std::optional<double> deviation;  ///< of the sample, by n - 1; of one value there is none
};

Summary summarize(const std::vector<double>& values);

/// Student's t interval of the mean over all seeds there could be, on these very test rows. Which
/// rows they are is not in it: see `estimate` for that.
/// @return nothing for fewer than two values.
std::optional<Interval> mean_interval(const Summary& summary, double level = 0.95);

}  // namespace zeroth::host
