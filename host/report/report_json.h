#pragma once

#include "host/base/json.h"
#include "host/report/report_table.h"

namespace zeroth::host {

/// The member that says that a document is a report's.
inline constexpr const char* kReportMember = "zeroth_report";

/// Every number of a report: {"zeroth_report": 1, "groups": [{"data", "protocol", "setting", ...,
/// "settings": [...], "published": [...], "pairs": [...]}], "optimism": [...], "left_out": [...],
/// "notes": [...]}.
Json report_json(const ReportData& data, const ReportTables& tables);

}  // namespace zeroth::host
