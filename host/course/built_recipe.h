#pragma once

#include <zeroth/recipe.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "host/course/recipe_inputs.h"
#include "host/course/training_source.h"

namespace zeroth::host {

/// A recipe with the components of its blocks, made and built on one problem; nothing trains yet.
class BuiltRecipe {
 public:
  /// @throws Failure where a plugin refuses, or the course cannot be run.
  explicit BuiltRecipe(const RecipeInputs& inputs);

  const Handle<Recipe>& recipe() const { return recipe_; }
  const TrainingProblem& problem() const { return *problem_; }
  /// The course that it declares.
  const std::vector<plan::Training>& trainings() const { return trainings_; }

  /// All that is to outlast the training, in place: parameters and states of the components, of the
  /// recipe and of what it trains itself. Every tensor once.
  NamedTensors lasting() const;
  /// What `fit` and `prepare` taught the components that can say it.
  NamedTensors fitted() const;
  /// Makes the components what they were when `lasting` and `fitted` said that of them; those of
  /// the blocks `anew` are fitted by others.
  /// @throws Failure(bad_data) naming a tensor that is missing or of another shape.
  void restore(const TensorMap& saved, const std::set<std::string>& anew = {});

 private:
  const MadeComponents& made_;
  std::unique_ptr<TrainingSource> source_;
  std::unique_ptr<TrainingProblem> problem_;
  Handle<Recipe> recipe_;
  std::vector<plan::Training> trainings_;
};

}  // namespace zeroth::host
