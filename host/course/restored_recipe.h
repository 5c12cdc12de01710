#pragma once

#include <memory>
#include <set>
#include <string>

#include "host/course/built_recipe.h"

namespace zeroth::host {

/// A recipe as a model keeps it: it predicts, and no row of its training is there.
class RestoredRecipe {
 public:
  /// `saved` has what `model_tensors` gave. `inputs.data` has no rows, unless some blocks are to
  /// learn `anew`: what is in them was not in the model, and is fitted to the rows as after a
  /// training.
  /// @throws Failure(bad_data) where the tensors are not those of that recipe.
  RestoredRecipe(const RecipeInputs& inputs, const TensorMap& saved,
                 const std::set<std::string>& anew = {});

  const Predictor& predictor() const { return *predictor_; }
  const Handle<Recipe>& component() const { return built_.recipe(); }

 private:
  BuiltRecipe built_;
  std::unique_ptr<Predictor> predictor_;
};

/// All that a model keeps of a recipe and its predictor.
NamedTensors model_tensors(const BuiltRecipe& built, const Predictor& predictor);

}  // namespace zeroth::host
