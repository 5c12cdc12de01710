#pragma once

#include <string>
#include <vector>

#include "host/draw/chart.h"
#include "host/report/printed_table.h"
#include "host/report/report_request.h"
#include "host/report/report_table.h"

namespace zeroth::host {

/// What stands on the page of a report.
struct ReportPage {
  const ReportData& data;
  const ReportTables& tables;
  const std::vector<std::vector<Chart>>& charts;  ///< of each group
  std::vector<Chart> maps = {};
  std::vector<PrintedTable> papers = {};  ///< tables of papers with runs beside them
  std::vector<ReportReference> references = {};
  std::string made = {};  ///< when: "2026-01-31T12:34:56.789Z"
};

}  // namespace zeroth::host
