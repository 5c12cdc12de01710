#pragma once

#include "host/base/json.h"

namespace zeroth::host {

/// What the stored scores of two finished runs say, for `zeroth diff`: of each "metrics", "scores",
/// "model" and "log" (hashes), "problem", "oracle_gate"; of both what `compare_rows` says.
/// `options`: "first" and "second", run directories.
/// @throws Failure(bad_data) where scores or looks are not those that the run wrote.
Json figures_of_two_runs(const Json& options);

}  // namespace zeroth::host
