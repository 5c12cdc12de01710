#include "host/recipes/detector.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <fmt/format.h>

#include <utility>

#include "host/base/problem.h"
#include "host/engine/calls.h"

namespace zeroth::host {
namespace {

constexpr const char* kTrainingRow = "training row";

}  // namespace

Detector::Detector(Handle<Teacher> teacher, Handle<OODScorer> scorer)
    : teacher_(std::move(teacher)), scorer_(std::move(scorer)) {
  if (!dynamic_cast<ReadsHead*>(scorer_.component().get())) return;
  if (dynamic_cast<ClassifierHead*>(teacher_.component().get())) return;
  throw Failure(
      Exit::bad_configuration,
      {fmt::format("{} cannot read the last layer of {}", scorer_.place().id, teacher_.place().id),
       scorer_.place().where,
       {"that teacher offers no weight and bias of it (ClassifierHead)"},
       "choose a teacher that does, such as teacher.mlp, or another score"});
}

void Detector::hand_over_head() const {
  auto* reader = dynamic_cast<ReadsHead*>(scorer_.component().get());
  if (!reader) return;
  const Head head = head_of(teacher_, dynamic_cast<const ClassifierHead&>(*teacher_.component()));
  read_head(scorer_, *reader, {head.weight.detach(), head.bias.detach()});
}

at::Tensor Detector::input_score(const InputScore& scorer, const at::Tensor& features) const {
  // Where nobody learns through the score, the graph ends at a leaf of its own.
  const bool learns = at::GradMode::is_enabled() && features.requires_grad();
  const at::AutoGradMode gradients(true);
  const at::Tensor read = learns ? features : features.detach().set_requires_grad(true);
  const Scores scores = teach(read);
  const at::Tensor score = host::score(scorer_, scorer, read, scores);
  return learns ? score : score.detach();
}

Scores Detector::teach(const at::Tensor& features) const {
  const Classified said = classify(teacher_, features);
  return {said.logits, said.embedding};
}

at::Tensor Detector::perturbed(const at::Tensor& features) const {
  const at::AutoGradMode gradients(true);
  const at::Tensor leaf = features.detach().set_requires_grad(true);
  const Scores scores = teach(leaf);
  return perturb(scorer_, dynamic_cast<const FeaturePerturbation&>(*scorer_.component()), leaf,
                 scores);
}

at::Tensor Detector::score(const at::Tensor& features, const Scores& scores) const {
  if (const auto* reader = dynamic_cast<const InputScore*>(scorer_.component().get())) {
    return input_score(*reader, features);
  }
  if (!std::dynamic_pointer_cast<FeaturePerturbation>(scorer_.component())) {
    return host::score(scorer_, scores);
  }
  return host::score(scorer_, teach(features + (perturbed(features) - features.detach())));
}

void Detector::fit(const Scores& train, const at::Tensor& positions) const {
  const at::NoGradGuard no_gradient;
  for (const Answer& one : taught(train)) expect_finite(one, kTrainingRow);
  hand_over_head();
  host::fit(scorer_, train, positions);
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
