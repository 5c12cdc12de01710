#pragma once

#include "host/papers/paper_table.h"
#include "host/report/report_data.h"

namespace zeroth::host {

/// A table of a paper with the runs of a report beside it.
/// @param paper  with its pipelines
PaperTable paper_table_of(const Paper& paper, const ReportData& data);

}  // namespace zeroth::host
