#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>

#include "host/course/built_recipe.h"

namespace zeroth::host {

/// All that a model keeps of a recipe and its predictor.
NamedTensors model_tensors(const BuiltRecipe& built, const Predictor& predictor);

/// In what a recipe is to be another one than the model kept.
struct Differing {
  /// Blocks, by pointer, whose components were not in the model: they are fitted to the rows as
  /// after a training.
  std::set<std::string> anew = {};
  /// The classes are others, and these they were: the recipe makes anew what depends on them.
  std::optional<ClassesBefore> classes = {};
};

/// A recipe as a model keeps it: it predicts, and no row of its training is there.
class RestoredRecipe {
 public:
  /// `saved` has what `model_tensors` gave. `inputs.data` has rows only for what differs.
  /// @throws Failure(bad_data) where the tensors are not those of that recipe, Failure(unavailable)
  /// where a recipe cannot take other classes.
  RestoredRecipe(const RecipeInputs& inputs, const TensorMap& saved, const Differing& how = {});

  const Predictor& predictor() const { return *predictor_; }
  const Handle<Recipe>& component() const { return built_.recipe(); }
  /// All that a model keeps of it.
  NamedTensors tensors() const { return model_tensors(built_, *predictor_); }

 private:
  BuiltRecipe built_;
  std::unique_ptr<Predictor> predictor_;
};

}  // namespace zeroth::host
