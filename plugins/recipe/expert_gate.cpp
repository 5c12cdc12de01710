#include "plugins/recipe/expert_gate.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/index_select.h>
#include <zeroth/abilities.h>
#include <zeroth/calls.h>
#include <zeroth/recipes/gated_scores.h>

#include <string>
#include <utility>

namespace {

using zeroth::Answer;
using zeroth::Classes;
using zeroth::Scores;

/// Why a score cannot stand where there are no feature rows and no teacher; empty when it can.
std::string reason_against(const zeroth::Handle<zeroth::OODScorer>& scorer) {
  if (scorer.ability<zeroth::FeaturePerturbation>()) {
    return "it changes the features before it scores them; experts read images";
  }
  if (scorer.ability<zeroth::InputScore>()) {
    return "it differentiates by the features; experts read images";
  }
  if (scorer.ability<zeroth::ReadsHead>()) {
    return "it reads the last layer of a teacher; experts have none";
  }
  return "";
}

}  // namespace

ExpertGate::ExpertGate(zeroth::Handle<zeroth::OODScorer> scorer, zeroth::recipes::GateRule rule)
    : scorer_(std::move(scorer)), rule_(std::move(rule)) {
  const std::string reason = reason_against(scorer_);
  if (reason.empty()) return;
  throw zeroth::Error(zeroth::Fault::configuration,
                      {scorer_.place().id + " cannot stand in front of experts",
                       scorer_.place().where,
                       {reason},
                       "choose a score of logits or embeddings, such as ood.energy"});
}

at::Tensor ExpertGate::score(const Scores& scores) const { return zeroth::score(scorer_, scores); }

void ExpertGate::fit(const Scores& training, const at::Tensor& positions) {
  zeroth::fit(scorer_, training, positions);
  if (rule_.from_validation()) return;
  const Answer scores = answer(training);
  expect_finite(scores, "training image");
  threshold_ = rule_.threshold(scores.tensor);
}

at::Tensor ExpertGate::scores(const at::Tensor& class_scores, const Scores& detection,
                              const Classes& classes) const {
  return zeroth::recipes::gated_scores(detection.logits,
                                       class_scores.index_select(1, classes.unseen),
                                       score(detection) - threshold_, classes);
}
