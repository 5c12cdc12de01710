#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/base/json.h"

namespace zeroth::host {

/// A number of a line of metrics.
struct MetricValue {
  std::string name;  ///< "losses/critic", "evaluation/H", "gradients/alignment/generator"
  double value = 0;
};

/// All numbers of a line of metrics.jsonl that stand in a group of it, in their order. What else
/// the line holds is passed over; one that is no object has none.
std::vector<MetricValue> metric_values(const Json& line);

/// Iterations of the part until the line was written; of a line without them, its epoch.
std::int64_t step_of(const Json& line);

}  // namespace zeroth::host
