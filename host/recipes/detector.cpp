#include "host/recipes/detector.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <zeroth/abilities.h>

#include <utility>

namespace zeroth::host {
namespace {

constexpr const char* kTrainingRow = "training row";

}  // namespace

Detector::Detector(Handle<Teacher> teacher, Handle<OODScorer> scorer)
    : teacher_(std::move(teacher)), scorer_(std::move(scorer)) {}

Scores Detector::teach(const at::Tensor& features) const {
  const Classified said =
      teacher_.call("classify()", [&](auto& t) { return t.classify(features); });
  return {said.logits, said.embedding};
}

at::Tensor Detector::plain_score(const Scores& scores) const {
  const at::Tensor score = scorer_.call("score()", [&](auto& s) { return s.score(scores); });
  expect_shape(score, {scores.logits.size(0)}, scorer_.place(), "score()");
  return score;
}

at::Tensor Detector::perturbed(const at::Tensor& features) const {
  const at::AutoGradMode gradients(true);
  const at::Tensor leaf = features.detach().set_requires_grad(true);
  const Scores scores = teach(leaf);
  return scorer_.call("perturb()", [&](auto& s) {
    return dynamic_cast<const FeaturePerturbation&>(s).perturb(leaf, scores).detach();
  });
}

at::Tensor Detector::score(const at::Tensor& features, const Scores& scores) const {
  if (!std::dynamic_pointer_cast<FeaturePerturbation>(scorer_.component())) {
    return plain_score(scores);
  }
  return plain_score(teach(features + (perturbed(features) - features.detach())));
}

void Detector::fit(const Scores& train, const at::Tensor& positions) const {
  const at::NoGradGuard no_gradient;
  for (const Answer& one : taught(train)) expect_finite(one, kTrainingRow);
  scorer_.call("fit()", [&](auto& s) { s.fit(train, positions); });
}

at::Tensor Detector::training_scores(const at::Tensor& features, const Scores& train) const {
  const at::Tensor scores = score(features, train);
  expect_finite({scorer_.place(), "score()", scores}, kTrainingRow);
  return scores;
}

std::vector<Answer> Detector::taught(const Scores& scores) const {
  return {{teacher_.place(), "classify()", scores.logits},
          {teacher_.place(), "classify()", scores.embedding}};
}

std::vector<Answer> Detector::answers(const at::Tensor& features) const {
  const Scores scores = teach(features);
  std::vector<Answer> all = taught(scores);
  all.push_back({scorer_.place(), "score()", score(features, scores)});
  return all;
}

}  // namespace zeroth::host
