#pragma once

#include "host/report/report_data.h"

namespace zeroth::host {

/// What a reader of figures must know of the runs they are of: environments that differ, warnings
/// of the data, rows that are no test rows, an oracle for the gate. Sentences.
std::vector<std::string> notes_on(const std::vector<ReportGroup>& groups);

}  // namespace zeroth::host
