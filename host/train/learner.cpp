#include "host/train/learner.h"

#include <zeroth/abilities.h>
#include <zeroth/plan.h>

namespace zeroth::host {

plan::Schedule ComponentLearner::schedule() {
  return component_.call("schedule()", [](auto& c) { return c.schedule().plan(); });
}

NamedTensors ComponentLearner::parameters() {
  return component_.call("parameters()", [](auto& c) { return c.parameters(); });
}

NamedTensors ComponentLearner::state() {
  return component_.call("state()", [](auto& c) { return c.state(); });
}

void ComponentLearner::prepare(const TrainingData& data) {
  auto* preparation = dynamic_cast<Preparation*>(component_.component().get());
  if (!preparation) return;
  component_.call("prepare()", [&](auto&) { preparation->prepare(data.features); });
}

std::vector<Term> ComponentLearner::terms(const std::string& phase, const SeenBatch& batch,
                                          at::Generator rng) {
  const at::Tensor loss =
      component_.call("loss()", [&](auto& c) { return c.loss(phase, batch, rng); });
  expect_shape(loss, {}, component_.place(), "loss()");
  return {{phase, loss}};
}

}  // namespace zeroth::host
