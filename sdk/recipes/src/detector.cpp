#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <zeroth/calls.h>
#include <zeroth/recipes/detector.h>

#include <utility>

namespace zeroth::recipes {
namespace {

constexpr const char* kTrainingRow = "training row";

}  // namespace

Detector::Detector(Handle<Teacher> teacher, Handle<OODScorer> scorer)
    : teacher_(std::move(teacher)), scorer_(std::move(scorer)) {
  if (!scorer_.ability<ReadsHead>()) return;
  if (teacher_.ability<ClassifierHead>()) return;
  throw Error(Fault::configuration,
              {scorer_.place().id + " cannot read the last layer of " + teacher_.place().id,
               scorer_.place().where,
               {"that teacher offers no weight and bias of it (ClassifierHead)"},
               "choose a teacher that does, such as teacher.mlp, or another score"});
}

void Detector::hand_over_head() const {
  auto* reader = scorer_.ability<ReadsHead>();
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
  const at::Tensor score = zeroth::score(scorer_, scorer, read, scores);
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
  if (const auto* reader = scorer_.ability<InputScore>()) {
    return input_score(*reader, features);
  }
  if (!scorer_.ability<FeaturePerturbation>()) {
    return zeroth::score(scorer_, scores);
  }
  return zeroth::score(scorer_, teach(features + (perturbed(features) - features.detach())));
}

void Detector::fit(const Scores& train, const at::Tensor& positions) const {
  const at::NoGradGuard no_gradient;
  for (const Answer& one : taught(train)) expect_finite(one, kTrainingRow);
  hand_over_head();
  zeroth::fit(scorer_, train, positions);
}

void Detector::restore() const { hand_over_head(); }

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

}  // namespace zeroth::recipes
