#pragma once

#include "host/report/report_table.h"

namespace zeroth::host {

/// The optimism gap of every method of which there are runs of `paper-oracle` and runs of a
/// protocol that chooses no epoch on test rows: settings that differ in nothing but their block
/// `evaluate`, on the same data and test rows.
std::vector<OptimismRow> optimism_rows(const ReportData& data);

}  // namespace zeroth::host
