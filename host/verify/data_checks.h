#pragma once

#include <optional>
#include <string>

#include "host/base/progress.h"
#include "host/engine/composer.h"
#include "host/verify/recorded_run.h"
#include "host/verify/run_check.h"

namespace zeroth::host {

/// What is asked of the data of a run.
struct DataQuestion {
  std::string place;         ///< files of the data set here; empty: where the pipeline says
  bool asks_model = false;   ///< the model can be asked, and belongs to the run
  bool same_plugins = true;  ///< else a model that cannot be asked proves nothing
};

/// The data set of the run, read on this machine: its hash; whether stored rows, classes and labels
/// are those of its splits; and whether the model says of them what the run stored. The look is not
/// counted: nobody learns a figure by it that the run has not told.
void check_data(const RecordedRun& run, const DataQuestion& question, const Composer& composer,
                Progress& progress, RunChecks& checks);

}  // namespace zeroth::host
