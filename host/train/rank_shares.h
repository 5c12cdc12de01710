#pragma once

#include <zeroth/plan.h>

#include <string>
#include <vector>

#include "host/engine/plugin_call.h"
#include "host/ranks/rank_group.h"
#include "host/train/active_phase.h"
#include "host/train/train_settings.h"
#include "host/train/trainee.h"
#include "host/train/training_data.h"
#include "host/train/weight_average.h"

namespace zeroth::host {

// What ranks do together inside a training; see host/ranks.

/// Refuses batches that the ranks of `settings` cannot share evenly, of every stage, before
/// anything is trained.
/// @throws Failure(bad_configuration) naming training, stage and batch.
void check_shares(const plan::Schedule& schedule, const TrainSettings& settings,
                  const TrainingData& data, const std::string& training, const PluginPlace& owner);

/// What a component keeps of its batches, such as running means: the floating-point tensors of its
/// state but for the host's own `averages` of parameters, which are alike anyway.
NamedTensors kept_of_batches(Trainee& trainee, const std::vector<WeightAverage>& averages);

/// Refuses ranks that have not the same losses and kept tensors, before they exchange them.
/// @param when  "phase critic, stage main, epoch 1, iteration 7"
/// @throws Failure(run_failed), on all, naming what differs.
void expect_same_exchange(RankGroup& ranks, const std::vector<Term>& terms,
                          const NamedTensors& kept, const PluginPlace& owner,
                          const std::string& when);

/// The one place where ranks meet behind every backward: gradients of the phase's parameters, and
/// what the component keeps, become means over all ranks.
void average_over_ranks(RankGroup& ranks, const ActivePhase& active,
                        std::vector<at::Tensor>& gradients, const NamedTensors& kept);

}  // namespace zeroth::host
