#pragma once

#include <zeroth/data_set.h>
#include <zeroth/predictor.h>

#include <map>
#include <string>

#include "host/base/progress.h"
#include "host/record/look_chain.h"
#include "host/run/run_files.h"
#include "host/run/run_part.h"

namespace zeroth::host {

/// Leaves the model of a look that is the best one so far: the predictor which it asked.
void leave_model(const RunFiles& files, const DataSet& data, const RunPart& part,
                 const Predictor& predictor, const Look& look);

/// Loads the model that a run has left, and asks it for rows whose scores the run has kept. A
/// component may know more than it says; a model that does not say the same as the run is taken
/// away, with a warning.
void check_model(const RunFiles& files, const RunPart& part,
                 const std::map<std::string, std::string>& plugins, Progress& progress);

}  // namespace zeroth::host
