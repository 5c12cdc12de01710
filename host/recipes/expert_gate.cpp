#include "host/recipes/expert_gate.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/index_select.h>
#include <fmt/format.h>
#include <zeroth/abilities.h>

#include "host/base/problem.h"
#include "host/engine/calls.h"
#include "host/recipes/gated_scores.h"

namespace zeroth::host {

namespace {

/// Why a score cannot stand where there are no feature rows and no teacher; empty when it can.
std::string reason_against(const OODScorer& scorer) {
  if (dynamic_cast<const FeaturePerturbation*>(&scorer)) {
    return "it changes the features before it scores them; experts read images";
  }
  if (dynamic_cast<const InputScore*>(&scorer)) {
    return "it differentiates by the features; experts read images";
  }
  if (dynamic_cast<const ReadsHead*>(&scorer)) {
    return "it reads the last layer of a teacher; experts have none";
  }
  return "";
}

}  // namespace

ExpertGate::ExpertGate(Handle<OODScorer> scorer, const Json& gate)
    : scorer_(std::move(scorer)), rule_(GateRule::from_json(gate)) {
  const std::string reason = reason_against(*scorer_.component());
  if (reason.empty()) return;
  throw Failure(Exit::bad_configuration,
                {fmt::format("{} cannot stand in front of experts", scorer_.place().id),
                 scorer_.place().where,
                 {reason},
                 "choose a score of logits or embeddings, such as ood.energy"});
}

at::Tensor ExpertGate::score(const Scores& scores) const { return host::score(scorer_, scores); }

void ExpertGate::fit(const Scores& training, const at::Tensor& positions) {
  host::fit(scorer_, training, positions);
  if (rule_.from_validation()) return;
  const Answer scores = answer(training);
  expect_finite(scores, "training image");
  threshold_ = rule_.threshold(scores.tensor);
}

at::Tensor ExpertGate::scores(const at::Tensor& class_scores, const Scores& detection,
                              const Classes& classes) const {
  return gated_scores(detection.logits, class_scores.index_select(1, classes.unseen),
                      score(detection) - threshold_, classes);
}

}  // namespace zeroth::host
