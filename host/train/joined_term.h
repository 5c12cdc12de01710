#pragma once

#include <zeroth/joint_term.h>

#include <string>
#include <vector>

#include "host/engine/plugin_call.h"
#include "host/train/optimiser.h"
#include "host/train/optimiser_change.h"

namespace zeroth::host {

/// A recipe's joint term, with the optimisers that it declares.
class JoinedTerm {
 public:
  /// `term` must outlive it; `recipe` is whose it is.
  JoinedTerm(PluginPlace recipe, JointTerm& term, const OptimiserChanges& changes);

  std::vector<Term> terms(const SeenBatch& batch, const at::Tensor& rows, at::Generator rng);
  /// Stepped together with the phase's own optimisers.
  std::vector<FusedOptimiser>& optimisers() { return optimisers_; }
  /// Told where no gradient came to one of them; throws where there has to be one.
  void nothing_moves(const FusedOptimiser& optimiser) const;

 private:
  PluginPlace recipe_;
  JointTerm& term_;
  std::vector<FusedOptimiser> optimisers_;
};

}  // namespace zeroth::host
