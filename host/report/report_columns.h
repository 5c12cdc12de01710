#pragma once

#include "host/report/report_data.h"

namespace zeroth::host {

/// "generator.hidden" of "generator.params.hidden": what a table calls a column.
std::string column_title(const std::string& path);

/// Fills in what tells the settings of a group apart: its columns, their values, their labels.
/// Settings of other names are told apart by these; only in what settings of one name differ has a
/// column. Where that is more than people read, labels are numbered.
void tell_apart(ReportGroup& group);

}  // namespace zeroth::host
