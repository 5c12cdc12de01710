#include "host/train/trainee.h"

#include <zeroth/abilities.h>
#include <zeroth/calls.h>
#include <zeroth/plan.h>

#include <utility>

namespace zeroth::host {

plan::Schedule ComponentTrainee::schedule() { return schedule_of(component_).plan(); }

NamedTensors ComponentTrainee::parameters() { return parameters_of(component_); }

NamedTensors ComponentTrainee::state() { return state_of(component_); }

std::vector<std::string> ComponentTrainee::dynamic_phases() {
  const auto* some = component_.ability<DynamicPhases>();
  if (!some) return {};
  return component_.call("dynamic_phases()", [&](auto&) { return some->dynamic_phases(); });
}

void ComponentTrainee::prepare(const TrainingData& data) {
  if (auto* rows = dynamic_cast<Preparation*>(component_.component().get())) {
    component_.call("prepare()", [&](auto&) { rows->prepare(data.samples.features()); });
  }
  if (auto* classes = dynamic_cast<ClassPreparation*>(component_.component().get())) {
    component_.call("prepare()",
                    [&](auto&) { classes->prepare(data.samples.features(), data.positions); });
  }
}

std::vector<Term> ComponentTrainee::terms(const std::string& phase, const SeenBatch& batch,
                                          at::Generator rng) {
  return {{phase, phase_loss(component_, phase, batch, std::move(rng))}};
}

}  // namespace zeroth::host
