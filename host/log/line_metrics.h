#pragma once

#include <cstdint>
#include <vector>

#include "host/record/metric_values.h"

namespace zeroth::host {

/// A line of metrics as trackers have it: numbers at a step and a time.
struct LineMetrics {
  double time = 0;  ///< seconds since 1970
  std::int64_t step = 0;
  /// Those of the selection of an epoch, whose steps are counted apart, are named
  /// "selection/losses/critic".
  std::vector<MetricValue> values;
};

/// @param otherwise  the time of a line that says none
LineMetrics line_metrics(const Json& line, double otherwise);

/// Figures of a result, named "result/H".
std::vector<MetricValue> result_metrics(const Json& figures);

}  // namespace zeroth::host
