#pragma once

#include <vector>

#include "host/draw/chart.h"
#include "host/report/report_table.h"

namespace zeroth::host {

/// Of the best settings of a group: the accuracy of every class, and the classes that are taken for
/// each other most often.
std::vector<Chart> class_charts(const ReportGroup& group, const ReportTable& table,
                                std::size_t number);

}  // namespace zeroth::host
