#include "host/run/session.h"

#include <zeroth/calls.h>

#include <set>
#include <utility>

#include "host/train/restore.h"

namespace zeroth::host {

Session::Session(Json pipeline, const Composer& composer, ProblemData problem,
                 const at::Device& device)
    : pipeline_(std::move(pipeline)),
      training_(on_device(std::move(problem.training), device)),
      scale_(std::move(problem.scale)),
      evaluator_(std::move(problem.test), device),
      streams_(pipeline_.at("seed").get<std::uint64_t>(), device),
      recipe_(std::make_unique<RunningRecipe>(
          RecipeInputs{pipeline_, composer, training_, streams_, made_})) {}

/// The state of every component of the pipeline, losses and blocks inside blocks included, that is
/// not among the tensors `told`; under the pointer of its block.
NamedTensors Session::kept_elsewhere(const NamedTensors& told) const {
  std::set<const void*> known;
  for (const NamedTensor& one : told) known.insert(one.tensor.unsafeGetTensorImpl());
  NamedTensors all;
  for (const auto& [pointer, part] : made_) {
    for (NamedTensor& one : state_of(part)) {
      if (!known.insert(one.tensor.unsafeGetTensorImpl()).second) continue;
      all.push_back({"parts" + pointer + "/" + one.name, std::move(one.tensor)});
    }
  }
  return all;
}

NamedTensors Session::state() {
  NamedTensors all = recipe_->state();
  for (NamedTensor& one : kept_elsewhere(all)) all.push_back(std::move(one));
  for (NamedTensor& one : streams_.state()) all.push_back(std::move(one));
  return all;
}

void Session::restore(const TensorMap& saved) {
  // First: a recipe may compute with its parts when it is restored.
  restore_in_place(kept_elsewhere(recipe_->state()), saved);
  recipe_->restore(saved);
  streams_.restore(saved);
}

}  // namespace zeroth::host
