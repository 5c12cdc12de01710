#pragma once

#include <zeroth/generator.h>

#include "host/recipes/detector.h"
#include "host/recipes/gate_rule.h"
#include "host/recipes/recipe.h"
#include "host/recipes/recipe_inputs.h"

namespace zeroth::host {

/// TS and IV-TS, rivals of D3GZSL (its table 2; host/recipes/README.md, two-stage): the teacher is
/// the expert for seen classes and carries the out-of-distribution score; a softmax classifier on
/// synthetic rows is the expert for unseen classes; the score decides which of them answers.
class TwoStage final : public Recipe {
 public:
  explicit TwoStage(const RecipeInputs& inputs);
  std::unique_ptr<Predictor> predictor(std::int64_t epoch) override;
  bool chooses_threshold() const override { return rule_.from_validation(); }
  void set_threshold(double threshold) override { threshold_ = threshold; }

 protected:
  void after_training(std::size_t done) override;

 private:
  const TrainingData& data_;
  RandomStreams& streams_;
  const Json& pipeline_;
  GateRule rule_;
  Handle<Generator> generator_;
  Detector detector_;
  double threshold_ = 0.0;
};

}  // namespace zeroth::host
