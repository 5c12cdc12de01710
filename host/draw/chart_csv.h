#pragma once

#include <string>
#include <vector>

#include "host/draw/chart.h"

namespace zeroth::host {

/// Numbers as text.
struct ChartTable {
  std::vector<std::string> head;
  std::vector<std::vector<std::string>> rows;
};

/// Every value that is plotted, with all its digits: "series", "x", "y", and "low", "high", "label"
/// where any has one; of a matrix "row", "column", "value". Categories by their names. Empty where
/// a number is not known.
ChartTable chart_table(const Chart& chart);

/// The same as CSV.
std::string chart_csv(const Chart& chart);

}  // namespace zeroth::host
