#pragma once

#include <zeroth/data_set.h>
#include <zeroth/predictor.h>

#include <filesystem>
#include <string>

#include "host/base/progress.h"
#include "host/engine/composer.h"
#include "host/evaluate/evaluation.h"
#include "host/record/look_chain.h"
#include "host/run/run_files.h"
#include "host/run/run_part.h"

namespace zeroth::host {

/// Who makes a model, and who is told of it.
struct ModelMaking {
  const RunFiles& files;
  const DataSet& data;
  const RunPart& part;
  const Composer& composer;
  Progress& progress;
};

/// Leaves the model of a look that is the best one so far: the predictor which it asked. It is
/// loaded at once and asked for rows whose scores the look has: a component may know more than it
/// says, and a model that does not say the same as the run is taken away, with a warning.
/// @param scores what that look saw
/// @return the hash of its tensors; empty where there is no model.
std::string leave_model(const ModelMaking& making, const Predictor& predictor, const Look& look,
                        const ScoredRows& scores);

/// Why the model that a look left is not the one in the directory; empty where it is.
std::string lost_model(const std::filesystem::path& directory, const Look& look);

}  // namespace zeroth::host
