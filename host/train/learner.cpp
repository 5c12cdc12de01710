#include "host/train/learner.h"

#include <zeroth/abilities.h>
#include <zeroth/plan.h>

#include <utility>

#include "host/engine/calls.h"

namespace zeroth::host {

plan::Schedule ComponentLearner::schedule() { return schedule_of(component_).plan(); }

NamedTensors ComponentLearner::parameters() { return parameters_of(component_); }

NamedTensors ComponentLearner::state() { return state_of(component_); }

void ComponentLearner::prepare(const TrainingData& data) {
  auto* preparation = dynamic_cast<Preparation*>(component_.component().get());
  if (!preparation) return;
  component_.call("prepare()", [&](auto&) { preparation->prepare(data.features); });
}

std::vector<Term> ComponentLearner::terms(const std::string& phase, const SeenBatch& batch,
                                          at::Generator rng) {
  return {{phase, phase_loss(component_, phase, batch, std::move(rng))}};
}

}  // namespace zeroth::host
