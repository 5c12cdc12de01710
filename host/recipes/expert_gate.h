#pragma once

#include <zeroth/ood_scorer.h>
#include <zeroth/training.h>

#include "host/engine/finite.h"
#include "host/engine/handle.h"
#include "host/recipes/expert_mixture.h"
#include "host/recipes/gate_rule.h"

namespace zeroth::host {

/// An out-of-distribution gate in front of experts: their scores of the seen classes are the
/// detector's logits, the gate decides between the seen and the unseen classes.
class ExpertGate {
 public:
  /// @throws Failure(bad_configuration) for a scorer that changes the features first.
  ExpertGate(Handle<OODScorer> scorer, const Json& gate);

  const GateRule& rule() const { return rule_; }
  void set_threshold(double threshold) { threshold_ = threshold; }
  /// Fits the scorer on the training images, and chooses the threshold where the rule reads them.
  /// @throws Failure(run_failed) naming the image whose score is not finite.
  void fit(const Scores& training, const at::Tensor& positions);
  /// What the scorer says of them; see Predictor.
  Answer answer(const Scores& detection) const {
    return {scorer_.place(), "score()", score(detection)};
  }
  /// Class scores [n,C] behind the gate.
  at::Tensor scores(const at::Tensor& class_scores, const Scores& detection,
                    const Classes& classes) const;

 private:
  at::Tensor score(const Scores& scores) const;
  Handle<OODScorer> scorer_;
  GateRule rule_;
  double threshold_ = 0.0;
};

}  // namespace zeroth::host
