#pragma once

#include <zeroth/data_set.h>

#include <filesystem>

#include "host/base/json.h"
#include "host/base/progress.h"
#include "host/data/task.h"
#include "host/engine/composer.h"
#include "host/explain/sensitivity.h"
#include "host/record/run_directory.h"

namespace zeroth::host {

/// A run of experts, opened to be looked at.
struct ExplainedRun {
  RunDirectory directory;
  Json pipeline;  ///< as the run resolved it
  DataSet data;
  Task
      task;  ///< the problem of the result; test images in the evaluator's order: seen, then unseen
};

/// @throws Failure(bad_configuration) for a run of another recipe; Failure(no_input or bad_data)
/// when its data are not there any more.
ExplainedRun open_explained_run(const std::filesystem::path& directory, const Json& pipeline,
                                const Composer& composer, Progress& progress);

/// What its experts said of the test images when it ended.
/// @throws Failure(no_input) when that was not kept, Failure(bad_data) when it does not belong to
/// the data, Failure(bad_configuration) for a run whose prediction does not follow from it.
StoredScores stored_scores(const ExplainedRun& run, const Composer& composer);

}  // namespace zeroth::host
