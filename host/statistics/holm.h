#pragma once

#include <vector>

#include "host/statistics/difference.h"

namespace zeroth::host {

/// Holm's adjusted p values, in the order of `p` (Scandinavian Journal of Statistics 6, 1979): the
/// chance that any of a table's true differences of 0 is called a difference stays below the level,
/// whatever depends on what.
std::vector<double> holm(const std::vector<double>& p);

/// Adjusts the differences that one table tells.
void adjust_by_holm(const std::vector<FigureDifference*>& table);

}  // namespace zeroth::host
