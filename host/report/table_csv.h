#pragma once

#include <string>

#include "host/report/report_table.h"

namespace zeroth::host {

// The numbers of a report in full, a line a row, with a header of names.

/// All groups in one table: a row a setting or published row.
std::string table_csv(const ReportData& data, const ReportTables& tables);

/// All pairs of all groups, a row for each figure.
std::string pairs_csv(const ReportData& data, const ReportTables& tables);

/// A row for each method and figure.
std::string optimism_csv(const ReportTables& tables);

/// Every run: setting, seed, figures as result.json has them, looks, seconds, directory.
std::string runs_csv(const ReportData& data);

}  // namespace zeroth::host
