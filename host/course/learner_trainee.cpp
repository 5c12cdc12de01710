#include "host/course/learner_trainee.h"

#include <zeroth/abilities.h>

#include <utility>

namespace zeroth::host {

LearnerTrainee::LearnerTrainee(PluginPlace recipe, Learner& learner)
    : recipe_(std::move(recipe)), learner_(learner) {}

plan::Schedule LearnerTrainee::schedule() {
  return call_plugin(recipe_, "schedule()", [&] { return learner_.schedule(); }).plan();
}

NamedTensors LearnerTrainee::parameters() {
  return call_plugin(recipe_, "parameters()", [&] { return learner_.parameters(); });
}

NamedTensors LearnerTrainee::state() {
  return call_plugin(recipe_, "state()", [&] { return learner_.state(); });
}

std::vector<std::string> LearnerTrainee::dynamic_phases() {
  const auto* some = dynamic_cast<const DynamicPhases*>(&learner_);
  if (!some) return {};
  return call_plugin(recipe_, "dynamic_phases()", [&] { return some->dynamic_phases(); });
}

std::vector<Term> LearnerTrainee::terms(const std::string& phase, const SeenBatch& batch,
                                        at::Generator rng) {
  return call_plugin(recipe_, "terms()",
                     [&] { return learner_.terms(phase, batch, std::move(rng)); });
}

}  // namespace zeroth::host
