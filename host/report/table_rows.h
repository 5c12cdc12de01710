#pragma once

#include "host/base/progress.h"
#include "host/report/report_table.h"

namespace zeroth::host {

/// Rows, pairs and standings of a group, and what its table is about; its baseline is the best.
ReportTable compared_settings(const ReportGroup& group, const ResampleOptions& options,
                              Progress& progress);

}  // namespace zeroth::host
