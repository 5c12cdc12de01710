#pragma once

#include "host/base/progress.h"
#include "host/report/report_table.h"

namespace zeroth::host {

struct ReportTableOptions {
  /// A setting, as `baselines_of` takes it; empty: the best of each table. A table that lacks it
  /// takes its best, too.
  std::string baseline;
  /// In percent: how many seeds would show it is told; nothing: the difference that is seen.
  std::optional<double> difference;
  ResampleOptions resamples;
};

/// All figures of a report.
/// @throws Failure(usage) as `baselines_of`.
ReportTables tables_of(const ReportData& data, const ReportTableOptions& options,
                       Progress& progress);

}  // namespace zeroth::host
