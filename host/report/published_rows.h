#pragma once

#include "host/report/report_table.h"

namespace zeroth::host {

/// What the pipelines of a group say that papers published of them, each row once; nothing for
/// groups whose figures are no test figures, and none of another setting of the problem.
std::vector<PublishedRow> published_rows(const ReportGroup& group);

}  // namespace zeroth::host
