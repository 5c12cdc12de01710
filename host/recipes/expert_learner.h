#pragma once

#include <vector>

#include "host/recipes/experts.h"
#include "host/recipes/weighted_loss.h"
#include "host/train/learner.h"

namespace zeroth::host {

/// Experts that learn as one: a single phase, whose loss is the weighted sum of the pipeline's
/// losses, and a single optimiser (host/recipes/README.md, embedding).
class ExpertLearner final : public Learner {
 public:
  /// `experts` must outlive the learner.
  ExpertLearner(const Experts& experts, const RecipeInputs& inputs);

  const PluginPlace& place() const override { return place_; }
  plan::Schedule schedule() override { return schedule_; }
  NamedTensors parameters() override { return experts_.parameters(); }
  NamedTensors state() override { return experts_.state(); }
  std::vector<Term> terms(const std::string& phase, const SeenBatch& batch,
                          at::Generator rng) override;

 private:
  const Experts& experts_;
  std::vector<WeightedLoss> losses_;
  PluginPlace place_{"recipe embedding", "/experts"};
  plan::Schedule schedule_;
};

}  // namespace zeroth::host
