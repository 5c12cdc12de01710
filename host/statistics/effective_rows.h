#pragma once

#include "host/statistics/figures.h"
#include "host/statistics/row_outcomes.h"

namespace zeroth::host {

/// How many rows of one class would tell a figure as exactly as these rows of several do: C^2 / sum
/// of 1/n over the C classes of a side with n rows each, of the weaker side for figures of both.
/// 0 where there are none.
double effective_rows(const RowOutcomes& outcomes, Figure figure);

}  // namespace zeroth::host
