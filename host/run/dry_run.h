#pragma once

#include "host/base/json.h"
#include "host/base/progress.h"
#include "host/run/run_options.h"

namespace zeroth::host {

/// Builds everything that the pipeline names and runs a few iterations of every training stage on
/// random rows of the data's shapes, so that whatever does not fit shows before hours are spent.
/// Reads no data; shapes come from the pipeline.
/// @return {"shapes", "precision", "device", "parameters", "stages":
/// [{"name","epochs","seconds_per_iteration","processor_seconds_per_iteration","seconds", on the
/// simulated device "phases": [{"name","fixed","why"}]}],
/// "memory_bytes"}.
Json dry_run(const RunRequest& request, Progress& progress);

}  // namespace zeroth::host
