#pragma once

#include "host/evaluate/evaluation.h"
#include "host/run/score_file.h"
#include "host/verify/run_check.h"

namespace zeroth::host {

/// What the model of a run says of the test rows, against what the run stored. Scores may differ by
/// what another processor, and storing them in half the bits, change; a prediction only where that
/// decides between two classes.
void check_answers(const ScoredRows& said, const ScoreFile& stored, RunChecks& checks);

}  // namespace zeroth::host
