#pragma once

#include <optional>

#include "host/base/json.h"
#include "host/base/progress.h"
#include "host/run/run_files.h"
#include "host/run/score_file.h"

namespace zeroth::host {

/// The scores that the result is computed from, with their figures computed anew and compared; the
/// model beside them is the one of that look.
/// @throws Failure(bad_data) when they are not those that the run wrote.
ScoreFile best_scores(const RunFiles& files, const Json& pipeline);

/// The result of a run that has ended: figures are computed again from the stored scores, and what
/// result.json and predictions.npy say otherwise is written anew, with a message. Trains nothing,
/// looks at no test row, needs no data.
/// @return nothing when the run has not ended, or nobody can read its result.json.
/// @throws Failure(bad_data) when scores, looks and metrics are not those that the run wrote.
std::optional<Json> finished_result(const RunFiles& files, const Json& pipeline,
                                    Progress& progress);

}  // namespace zeroth::host
