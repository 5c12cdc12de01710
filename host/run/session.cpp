#include "host/run/session.h"

#include <utility>

namespace zeroth::host {

Session::Session(Json pipeline, const Composer& composer, ProblemData problem,
                 const at::Device& device, RankGroup* ranks, TriedPhases* tried)
    : pipeline_(std::move(pipeline)),
      training_(on_device(std::move(problem.training), device)),
      scale_(std::move(problem.scale)),
      evaluator_(std::move(problem.test), device),
      streams_(pipeline_.at("seed").get<std::uint64_t>(), device),
      recipe_(std::make_unique<RunningRecipe>(
          RecipeInputs{pipeline_, composer, training_, streams_, made_, ranks, tried})) {}

NamedTensors Session::state() {
  NamedTensors all = recipe_->state();
  for (NamedTensor& one : streams_.state()) all.push_back(std::move(one));
  return all;
}

void Session::restore(const TensorMap& saved) {
  recipe_->restore(saved);
  streams_.restore(saved);
}

}  // namespace zeroth::host
