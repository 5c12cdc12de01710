#pragma once

#include <zeroth/generator.h>

#include "host/recipes/recipe.h"
#include "host/recipes/recipe_inputs.h"

namespace zeroth::host {

/// Trains the generator; then real features of seen and synthetic features of unseen classes train
/// a softmax classifier over all classes, and for T1 one over unseen ones (host/recipes/README.md).
class Generative final : public Recipe {
 public:
  explicit Generative(const RecipeInputs& inputs);
  std::unique_ptr<Predictor> predictor(std::int64_t epoch) override;

 private:
  const TrainingData& data_;
  RandomStreams& streams_;
  const Json& pipeline_;
  Handle<Generator> generator_;
};

}  // namespace zeroth::host
