#pragma once

#include <vector>

#include "host/draw/chart.h"
#include "host/report/report_table.h"

namespace zeroth::host {

/// Learning curves of a group by the metrics that its runs kept: the main figure by epoch for all
/// settings where they were evaluated while they trained, and the losses of each stage for the best
/// of them. A run whose metrics cannot be read has no part in them.
/// @param number  of the group's table, from 1
std::vector<Chart> learning_charts(const ReportGroup& group, const ReportTable& table,
                                   std::size_t number);

}  // namespace zeroth::host
