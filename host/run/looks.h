#pragma once

#include <cstdint>

#include "host/evaluate/evaluator.h"
#include "host/ranks/rank_group.h"
#include "host/read/loaded_data_set.h"
#include "host/run/run_files.h"
#include "host/run/run_part.h"
#include "host/run/score_file.h"

namespace zeroth::host {

/// What does not change from look to look.
struct LookSettings {
  bool selecting = false;     ///< the problem is the validation problem
  bool is_only_look = false;  ///< of the part
  bool keeps_scores = true;   ///< the result is about this part
  KeptScores kept;            ///< which of them
  Json facts;                 ///< of the score file: precision, device
  const Composer& composer;   ///< of the run
  Progress& progress;
  RankGroup* ranks = nullptr;  ///< who may share the work; null: nobody
};

/// One look at the held-out rows of a part, after that many epochs of the main training.
///
/// A look that the chain holds already is not made again: a run that was killed comes to the same
/// epochs again, with the same bits. It is made again, and counts again, where its scores are gone
/// or the environment is another.
Look look_at(RunFiles& files, const LoadedDataSet& data, RunPart& part, std::int64_t epoch,
             const LookSettings& settings);

}  // namespace zeroth::host
