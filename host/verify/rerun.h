#pragma once

#include <string>

#include "host/base/json.h"
#include "host/base/progress.h"
#include "host/run/run_options.h"

namespace zeroth::host {

/// What `zeroth rerun` was asked for.
struct RerunRequest {
  std::string of;       ///< the run that is repeated
  RunRequest run;       ///< its pipeline, once more, or going on
  bool anyway = false;  ///< also with other data or plugins
};

RerunRequest parse_rerun_request(const Json& document);

/// Runs the pipeline of a run again, in a directory of its own, and compares.
/// @return as `compare_runs`, with "run_dir" and "of".
/// @throws Failure(no_input) where the run has no result, Failure(bad_data) where data or plugins
/// are no longer those of the run, and as `Runner::run`.
Json rerun(const RerunRequest& request, Progress& progress);

}  // namespace zeroth::host
