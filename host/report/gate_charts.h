#pragma once

#include <vector>

#include "host/draw/chart.h"
#include "host/report/report_table.h"

namespace zeroth::host {

/// Of the best settings of a group: how far each test row is from the border between seen and
/// unseen classes, rows of seen classes and of unseen ones apart. Nothing without both.
std::vector<Chart> gate_charts(const ReportGroup& group, const ReportTable& table,
                               std::size_t number);

}  // namespace zeroth::host
