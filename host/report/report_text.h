#pragma once

#include <string>

#include "host/report/report_table.h"

namespace zeroth::host {

/// What `zeroth report` prints: the tables, what their differences mean, what readers must know.
/// @param columns  of the terminal
std::string report_text(const ReportData& data, const ReportTables& tables, std::size_t columns);

/// How many runs a report is of, and where it is.
std::string place_text(const ReportData& data, const std::filesystem::path& out);

/// Every run that is left out and why, a line each, up to a dozen.
std::vector<std::string> left_out_lines(const std::vector<LeftOutRun>& left_out);

}  // namespace zeroth::host
