#pragma once

#include "host/base/json.h"
#include "host/runs/run_summary.h"

namespace zeroth::host {

/// A summary for programs: all that it holds but its documents. Unknown values are null.
Json to_json(const RunSummary& run);

}  // namespace zeroth::host
