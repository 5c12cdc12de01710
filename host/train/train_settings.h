#pragma once

#include <zeroth/training.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "host/ranks/rank_group.h"
#include "host/ranks/tried_phases.h"
#include "host/train/optimiser_change.h"

namespace zeroth::host {

/// What the pipeline's `train` block says.
struct TrainSettings {
  std::int64_t epochs = 1;
  std::int64_t batch = 64;
  /// How rows of a batch are drawn, in every stage; nothing: as the stage declares. An epoch keeps
  /// the number of batches that it has as declared.
  std::optional<Sampling> sampling;
  std::int64_t decay_every = 0;                 ///< epochs; 0 = constant learning rates
  std::map<std::string, double> decay_factors;  ///< optimiser name -> factor
  std::int64_t gradients_every = 0;  ///< iterations between looks at the gradients; 0 = never
  /// Whether a phase may move nothing: where the caller has a look of its own at that.
  bool still_phases = false;
  OptimiserChanges optimisers;
  /// The other processes that train the same, each on its part of every batch; null: there are
  /// none.
  RankGroup* ranks = nullptr;
  /// What is found out of the phases where there are no ranks, and what ranks go by; null: nobody
  /// asks.
  TriedPhases* tried = nullptr;
};

}  // namespace zeroth::host
