#pragma once

#include "host/verify/recorded_run.h"
#include "host/verify/run_check.h"

namespace zeroth::host {

/// Every figure and prediction of a run, computed here from its stored scores and held against what
/// looks.jsonl, result.json and predictions.npy say. Nothing where there are no scores.
/// @param is_same_place  the run was computed in this environment, so that no last bit may differ
void check_figures(const RecordedRun& run, bool is_same_place, RunChecks& checks);

}  // namespace zeroth::host
