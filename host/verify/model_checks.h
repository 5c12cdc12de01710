#pragma once

#include "host/verify/recorded_run.h"
#include "host/verify/run_check.h"

namespace zeroth::host {

/// model.json and model.safetensors: the two that the look left, with its figures, and of this run.
/// @return whether there is a model that can be asked, and that belongs to the run.
bool check_model(const RecordedRun& run, RunChecks& checks);

}  // namespace zeroth::host
