#pragma once

#include <vector>

#include "host/draw/chart.h"
#include "host/report/report_folder.h"
#include "host/report/report_table.h"

namespace zeroth::host {

/// All charts of each group, in the order of the groups.
std::vector<std::vector<Chart>> charts_of(const ReportData& data, const ReportTables& tables);

/// The files of a chart in a report: its values as CSV, and the picture as SVG, PDF and pgfplots.
void add_chart_files(const Chart& chart, ReportFiles& files);

/// The way to a file of a chart from the folder of the report: "figures/table-1-gate-1.csv".
std::string chart_file(const Chart& chart, const char* extension);

}  // namespace zeroth::host
