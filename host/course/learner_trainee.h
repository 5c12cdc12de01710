#pragma once

#include <zeroth/learner.h>

#include <string>
#include <vector>

#include "host/train/trainee.h"

namespace zeroth::host {

/// Components that a recipe trains as one.
class LearnerTrainee final : public Trainee {
 public:
  /// `learner` must outlive it; `recipe` is whose it is.
  LearnerTrainee(PluginPlace recipe, Learner& learner);
  const PluginPlace& place() const override { return recipe_; }
  plan::Schedule schedule() override;
  NamedTensors parameters() override;
  NamedTensors state() override;
  std::vector<std::string> dynamic_phases() override;
  std::vector<Term> terms(const std::string& phase, const SeenBatch& batch,
                          at::Generator rng) override;

 private:
  PluginPlace recipe_;
  Learner& learner_;
};

}  // namespace zeroth::host
