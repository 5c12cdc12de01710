#pragma once

#include <optional>

#include "host/recipes/expert_gate.h"
#include "host/recipes/expert_mixture.h"
#include "host/recipes/experts.h"
#include "host/recipes/recipe.h"
#include "host/recipes/recipe_inputs.h"

namespace zeroth::host {

/// Experts on region features that learn together and predict together: DEDN (arXiv:2404.16348),
/// MSDN (arXiv:2203.03137) and whatever else a pipeline makes of them; host/recipes/README.md.
class Embedding final : public Recipe {
 public:
  explicit Embedding(const RecipeInputs& inputs);
  std::unique_ptr<Predictor> predictor(std::int64_t epoch) override;
  bool chooses_threshold() const override { return gate_ && gate_->rule().from_validation(); }
  void set_threshold(double threshold) override;

  const Experts& experts() const { return experts_; }
  const ExpertMixture& mixture() const { return mixture_; }
  bool gated() const { return gate_.has_value(); }

 private:
  void fit_gate();

  const TrainingData& data_;
  Experts experts_;
  ExpertMixture mixture_;
  std::optional<ExpertGate> gate_;
};

}  // namespace zeroth::host
