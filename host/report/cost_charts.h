#pragma once

#include <vector>

#include "host/draw/chart.h"
#include "host/report/report_table.h"

namespace zeroth::host {

/// What settings cost against what they reach: seconds of a run and, where runs say it, memory.
std::vector<Chart> cost_charts(const ReportGroup& group, const ReportTable& table,
                               std::size_t number);

}  // namespace zeroth::host
