#pragma once

#include <zeroth/call.h>
#include <zeroth/finite.h>
#include <zeroth/ood_scorer.h>
#include <zeroth/recipes/gate_rule.h>
#include <zeroth/training.h>

/// An out-of-distribution gate in front of experts: their scores of the seen classes are the
/// detector's logits, the gate decides between the seen and the unseen classes.
class ExpertGate {
 public:
  /// @throws Error for a scorer that cannot stand where there are no feature rows and no teacher.
  ExpertGate(zeroth::Handle<zeroth::OODScorer> scorer, zeroth::recipes::GateRule rule);

  const zeroth::recipes::GateRule& rule() const { return rule_; }
  double threshold() const { return threshold_; }
  void set_threshold(double threshold) { threshold_ = threshold; }
  /// Fits the scorer on the training images, and chooses the threshold where the rule reads them.
  /// @throws Error naming the image whose score is not finite.
  void fit(const zeroth::Scores& training, const at::Tensor& positions);
  /// What the scorer says of them; see Predictor.
  zeroth::Answer answer(const zeroth::Scores& detection) const {
    return {scorer_.place(), "score()", score(detection)};
  }
  /// Class scores [n,C] behind the gate.
  at::Tensor scores(const at::Tensor& class_scores, const zeroth::Scores& detection,
                    const zeroth::Classes& classes) const;

 private:
  at::Tensor score(const zeroth::Scores& scores) const;
  zeroth::Handle<zeroth::OODScorer> scorer_;
  zeroth::recipes::GateRule rule_;
  double threshold_ = 0.0;
};
