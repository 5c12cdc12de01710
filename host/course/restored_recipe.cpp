#include "host/course/restored_recipe.h"

#include <ATen/core/grad_mode.h>
#include <fmt/format.h>

#include <string>
#include <utility>

#include "host/course/checked_predictor.h"
#include "host/course/tensors_under.h"

namespace zeroth::host {
namespace {

constexpr const char* kPredictor = "predictor/";

/// Before anything is restored that may be of other sizes.
void expect_takes_classes(const Handle<Recipe>& recipe) {
  if (recipe.ability<TakesClasses>()) return;
  throw Failure(Exit::unavailable,
                {fmt::format("a model of {} cannot be given other classes", recipe.place().id),
                 "",
                 {"what it has learned is about the classes of its training (TakesClasses of the "
                  "SDK is missing)"},
                 "train a pipeline whose data set has the class among its descriptors"});
}

std::unique_ptr<Predictor> restored(const BuiltRecipe& built, const TensorMap& saved,
                                    const std::optional<ClassesBefore>& before) {
  const TensorMap own = tensors_under(kPredictor, saved);
  const Handle<Recipe>& recipe = built.recipe();
  const char* const call = before ? "for_classes()" : "restored()";
  auto* able = recipe.ability<TakesClasses>();
  auto made = recipe.call(call, [&](Recipe& one) {
    return before ? able->for_classes(own, *before) : one.restored(own);
  });
  return std::make_unique<CheckedPredictor>(recipe, call, std::move(made), built.problem().sizes());
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
                               const Differing& how)
    : built_(inputs) {
  if (how.classes) expect_takes_classes(built_.recipe());
  built_.restore(saved, how.anew);
  if (!how.anew.empty()) fit(built_);
  predictor_ = restored(built_, saved, how.classes);
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
