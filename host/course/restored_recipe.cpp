#include "host/course/restored_recipe.h"

#include <ATen/core/grad_mode.h>

#include <string>
#include <utility>

#include "host/course/checked_predictor.h"
#include "host/course/tensors_under.h"

namespace zeroth::host {
namespace {

constexpr const char* kPredictor = "predictor/";

std::unique_ptr<Predictor> restored(const BuiltRecipe& built, const TensorMap& saved) {
  const TensorMap own = tensors_under(kPredictor, saved);
  const Handle<Recipe>& recipe = built.recipe();
  auto made = recipe.call("restored()", [&](Recipe& one) { return one.restored(own); });
  return std::make_unique<CheckedPredictor>(recipe, "restored()", std::move(made),
                                            built.problem().sizes());
}

void fit(const BuiltRecipe& built) {
  const at::NoGradGuard no_gradient;
  for (const plan::Training& one : built.trainings()) {
    built.recipe().call("after_training()",
                        [&](Recipe& recipe) { recipe.after_training(one.name); });
  }
}

}  // namespace

RestoredRecipe::RestoredRecipe(const RecipeInputs& inputs, const TensorMap& saved,
                               const std::set<std::string>& anew)
    : built_(inputs) {
  built_.restore(saved, anew);
  if (!anew.empty()) fit(built_);
  predictor_ = restored(built_, saved);
}

NamedTensors model_tensors(const BuiltRecipe& built, const Predictor& predictor) {
  NamedTensors all = built.lasting();
  for (NamedTensor& one : built.fitted()) all.push_back(std::move(one));
  for (NamedTensor& one : predictor.tensors()) {
    all.push_back({kPredictor + one.name, std::move(one.tensor)});
  }
  return all;
}

}  // namespace zeroth::host
