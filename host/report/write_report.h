#pragma once

#include <string>

#include "host/base/progress.h"
#include "host/report/report_request.h"

namespace zeroth::host {

/// What a report that was written says.
struct WrittenReport {
  Json document;     ///< report.json
  std::string text;  ///< for people
};

/// Reads the runs, compares them, writes the folder.
/// @param columns  of the terminal for which the text is
/// @throws Failure(no_input) where no run can be used, Failure(bad_data) where that is because they
/// are damaged, Failure(usage) where the baseline is no setting, Failure(cannot_create or io).
WrittenReport write_report(const ReportRequest& request, Progress& progress, std::size_t columns);

}  // namespace zeroth::host
