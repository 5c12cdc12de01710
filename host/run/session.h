#pragma once

#include <cstdint>
#include <memory>

#include "host/course/running_recipe.h"
#include "host/engine/composer.h"
#include "host/evaluate/evaluator.h"
#include "host/run/problem_data.h"

namespace zeroth::host {

/// A recipe at work on one problem, with its random streams and its evaluator. `ranks` train it,
/// too; `tried` is what its phases are like, see TrainSettings. Both outlive it, and may be null.
class Session {
 public:
  Session(Json pipeline, const Composer& composer, ProblemData problem,
          const at::Device& device = at::kCPU, RankGroup* ranks = nullptr,
          TriedPhases* tried = nullptr);

  RunningRecipe& recipe() { return *recipe_; }
  /// Every component, by the pointer of its block.
  const MadeComponents& made() const { return made_; }
  Evaluator& evaluator() { return evaluator_; }
  const TrainingData& training() const { return training_; }
  /// Of feature rows.
  const MinMax& scale() const { return scale_; }
  const Json& pipeline() const { return pipeline_; }

  /// Everything that changes: the recipe and its random streams.
  NamedTensors state();
  void restore(const TensorMap& saved);

 private:
  Json pipeline_;
  TrainingData training_;
  MinMax scale_;
  Evaluator evaluator_;
  RandomStreams streams_;
  MadeComponents made_;
  std::unique_ptr<RunningRecipe> recipe_;
};

}  // namespace zeroth::host
