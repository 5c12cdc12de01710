#pragma once

#include <string>

#include "host/base/json.h"
#include "host/statistics/difference.h"
#include "host/statistics/row_outcomes.h"

namespace zeroth::host {

/// How the test rows of two runs of the same data relate: "same", "other classes" or "other rows".
std::string relation_of(const RowOutcomes& first, const RowOutcomes& second);

/// The second model against the first: {"rows": how many, "relation"}, and of the same rows
/// "same_predictions": how many, "images": {figure: difference} with "value" (second minus first,
/// percent), "low", "high" (95 % over test images), "p", "adjusted_p" (by Holm, over all figures)
/// and "distinguishable" (by that).
Json compare_rows(const RowOutcomes& first, const RowOutcomes& second);

}  // namespace zeroth::host
