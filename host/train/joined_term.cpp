#include "host/train/joined_term.h"

#include <utility>

#include "host/train/chosen_parameters.h"

namespace zeroth::host {

JoinedTerm::JoinedTerm(PluginPlace recipe, JointTerm& term, const OptimiserChanges& changes)
    : recipe_(std::move(recipe)), term_(term) {
  const NamedTensors parameters =
      call_plugin(recipe_, "parameters()", [&] { return term_.parameters(); });
  const plan::Schedule declared =
      call_plugin(recipe_, "optimisers()", [&] { return term_.optimisers().plan(); });
  for (const plan::Optimiser& one : declared.optimisers) {
    optimisers_.emplace_back(changed(one, changes), chosen(parameters, one.parameters));
  }
}

std::vector<Term> JoinedTerm::terms(const SeenBatch& batch, const at::Tensor& rows,
                                    at::Generator rng) {
  return call_plugin(recipe_, "terms()", [&] { return term_.terms(batch, rows, std::move(rng)); });
}

void JoinedTerm::nothing_moves(const FusedOptimiser& optimiser) const {
  call_plugin(recipe_, "nothing_moves()", [&] { term_.nothing_moves(optimiser.name()); });
}

}  // namespace zeroth::host
