#pragma once

#include <memory>

#include "host/course/built_recipe.h"

namespace zeroth::host {

/// A recipe as a model keeps it: it predicts, and no row of its training is there.
class RestoredRecipe {
 public:
  /// `inputs.data` has no rows. `saved` has what `model_tensors` gave.
  /// @throws Failure(bad_data) where the tensors are not those of that recipe.
  RestoredRecipe(const RecipeInputs& inputs, const TensorMap& saved);

  const Predictor& predictor() const { return *predictor_; }
  const Handle<Recipe>& component() const { return built_.recipe(); }

 private:
  BuiltRecipe built_;
  std::unique_ptr<Predictor> predictor_;
};

/// All that a model keeps of a recipe and its predictor.
NamedTensors model_tensors(const BuiltRecipe& built, const Predictor& predictor);

}  // namespace zeroth::host
