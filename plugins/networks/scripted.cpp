#include "plugins/networks/scripted.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/full.h>
#include <ATen/ops/index_select.h>

namespace zeroth::networks {

void ScriptedTraining::load(const std::string& only) {
  Scripted::load();
  phases_ = module().schedule();
  if (phases_.empty()) phases_ = {{only, {""}, 1}};
  for (const ScriptPhase& phase : phases_) {
    module().require({"loss_" + phase.name,
                      {"features", "attributes", "positions", "seen_attributes", "done", "noise"}});
  }
}

Schedule ScriptedTraining::schedule_of(const std::string& stage, const Stage& settings) const {
  Schedule s;
  for (const ScriptPhase& phase : phases_) {
    s.optimiser(phase.name, phase.prefixes).adam(learning_rate_, beta1_, beta2_);
    s.phase(phase.name).moves({phase.name}).joint();
  }
  Stage& rounds = s.stage(stage) = settings;
  for (const ScriptPhase& phase : phases_) {
    rounds.round(std::max<std::int64_t>(phase.steps, 1), {phase.name});
    if (phase.steps == 0) rounds.on_last_batch();
  }
  return s;
}

at::Tensor ScriptedTraining::loss_of(const std::string& phase, const SeenBatch& batch,
                                     at::Generator rng) const {
  const std::string method = "loss_" + phase;
  TensorMap in({{"features", batch.features()},
                {"attributes", batch.attributes},
                {"positions", batch.positions}});
  if (module().takes(method, "seen_attributes")) {
    in.set("seen_attributes", batch.classes.attributes.index_select(0, batch.classes.seen));
  }
  if (module().takes(method, "done")) {
    in.set("done", at::full({}, batch.progress.done(), batch.features().options()));
  }
  return module().call(method, in, Mode::training, rng).front();
}

}  // namespace zeroth::networks
