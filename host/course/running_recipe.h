#pragma once

#include <zeroth/recipe.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/course/built_recipe.h"
#include "host/course/recipe_inputs.h"
#include "host/train/joined_term.h"
#include "host/train/trainer.h"

namespace zeroth::host {

struct ParameterCount {
  std::string name;
  std::int64_t count = 0;
};

/// A recipe at work on one problem: trainings one after the other, then a predictor.
class RunningRecipe {
 public:
  /// Makes and builds the recipe's components and takes its course.
  /// @throws Failure where a plugin refuses, the course cannot be run, or the pipeline changes an
  /// optimiser that it has not.
  explicit RunningRecipe(const RecipeInputs& inputs);

  bool finished() const { return current_ == trainers_.size(); }
  /// One iteration of the current training.
  /// @return the epoch that it completed, if it did; `last_stage` only for the main training's own.
  std::optional<CompletedEpoch> step();
  /// The training that runs. Not to be called when finished.
  Trainer& training() { return *trainers_[current_]; }
  /// Whether a training has a term of the recipe's own, which may make rows in every step.
  bool has_joint_term() const { return !joined_.empty(); }
  /// The stages of all trainings, in order.
  std::vector<PlannedStage> plan() const;
  /// Which of them runs. Not to be called when finished.
  std::size_t stage_number() const;
  /// Iterations that are done, over all trainings.
  std::int64_t iterations_in_all() const;
  /// A few iterations of every stage of every training, timed. Leaves the recipe used up.
  std::vector<RehearsedStage> rehearse(int iterations);
  /// Tries the phases of every training; see Trainer. Leaves the recipe used up.
  void try_phases();
  /// What is odd about its trainings, but can be run; a line each.
  std::vector<std::string> warnings() const;
  /// Number of parameters by component.
  std::vector<ParameterCount> parameter_counts();
  /// Means of every loss since the last call.
  std::vector<NamedMean> take_means();
  /// Means of every loss's gradients since the last call; see Trainer.
  std::vector<NamedMean> take_gradient_norms();

  /// See Recipe. What it throws names the recipe.
  std::unique_ptr<Predictor> predictor(std::int64_t epoch);

  /// Whether the pipeline wants the predictor's threshold chosen on the validation problem.
  bool chooses_threshold() const;
  /// Sets what was chosen there.
  void set_threshold(double threshold);

  /// What it is made of, for a model.
  const BuiltRecipe& built() const { return built_; }
  /// The recipe itself, for who asks what it can do.
  const Handle<Recipe>& component() const { return recipe_; }

  /// The state of the recipe and of every component of its blocks, losses and blocks inside blocks
  /// included; under the pointer of the block.
  NamedTensors kept() const;
  /// Everything that changes: the trainings, and what components keep beside them.
  NamedTensors state();
  void restore(const TensorMap& saved);

 private:
  void add_training(const plan::Training& declared, const RecipeInputs& inputs);
  void after_training();
  std::vector<std::string> optimiser_names();
  NamedTensors course_state();

  BuiltRecipe built_;
  MadeComponents& made_;
  Handle<Recipe> recipe_;
  std::vector<std::unique_ptr<JoinedTerm>> joined_;
  std::vector<std::unique_ptr<Trainer>> trainers_;
  std::size_t current_ = 0;
};

}  // namespace zeroth::host
