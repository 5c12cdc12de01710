#include "host/engine/calls.h"

#include <utility>

namespace zeroth::host {
namespace {

template <class Network>
Classified classified(const Handle<Network>& network, const at::Tensor& features) {
  constexpr const char* kCall = "classify()";
  Classified said = network.call(kCall, [&](auto& n) { return n.classify(features); });
  expect_shape(said.embedding, {features.size(0), -1}, network.place(), kCall, "embedding");
  expect_shape(said.logits, {features.size(0), -1}, network.place(), kCall, "logits");
  return said;
}

}  // namespace

NamedTensors parameters_of(const Handle<Network>& network) {
  return network.call("parameters()", [](auto& n) { return n.parameters(); });
}

NamedTensors state_of(const Handle<Component>& component) {
  return component.call("state()", [](auto& c) { return c.state(); });
}

void build(const Handle<RowNetwork>& network, const Sizes& sizes, at::Generator rng) {
  network.call("build()", [&](auto& n) { n.build(sizes, std::move(rng)); });
}

void build(const Handle<Expert>& expert, const RegionProblem& problem, at::Generator rng) {
  expert.call("build()", [&](auto& e) { e.build(problem, std::move(rng)); });
}

Schedule schedule_of(const Handle<Trainable>& component) {
  return component.call("schedule()", [](auto& c) { return c.schedule(); });
}

at::Tensor phase_loss(const Handle<Trainable>& component, const std::string& phase,
                      const SeenBatch& batch, at::Generator rng) {
  at::Tensor loss =
      component.call("loss()", [&](auto& c) { return c.loss(phase, batch, std::move(rng)); });
  expect_shape(loss, {}, component.place(), "loss()");
  return loss;
}

at::Tensor sample(const Handle<Generator>& generator, const at::Tensor& attributes,
                  std::int64_t features, at::Generator rng) {
  at::Tensor made =
      generator.call("sample()", [&](auto& g) { return g.sample(attributes, std::move(rng)); });
  expect_shape(made, {attributes.size(0), features}, generator.place(), "sample()");
  return made;
}

at::Tensor classifier_input(const Handle<Generator>& generator, const ClassifierInput& reader,
                            const at::Tensor& features) {
  at::Tensor mapped = generator.call("classifier_input()",
                                     [&](auto&) { return reader.classifier_input(features); });
  expect_shape(mapped, {features.size(0), -1}, generator.place(), "classifier_input()");
  return mapped;
}

Classified classify(const Handle<Teacher>& teacher, const at::Tensor& features) {
  return classified(teacher, features);
}

Classified classify(const Handle<Student>& student, const at::Tensor& features) {
  return classified(student, features);
}

void fit(const Handle<OODScorer>& scorer, const Scores& train, const at::Tensor& positions) {
  scorer.call("fit()", [&](auto& s) { s.fit(train, positions); });
}

Head head_of(const Handle<Teacher>& teacher, const ClassifierHead& able) {
  Head head = teacher.call("head()", [&](auto&) { return able.head(); });
  expect_shape(head.weight, {-1, -1}, teacher.place(), "head()");
  expect_shape(head.bias, {head.weight.size(0)}, teacher.place(), "head()");
  return head;
}

void read_head(const Handle<OODScorer>& scorer, ReadsHead& able, const Head& head) {
  scorer.call("read_head()", [&](auto&) { able.read_head(head); });
}

Classified classify_training(const Handle<Student>& student, TrainsDifferently& able,
                             const at::Tensor& features, std::int64_t classes, at::Generator rng) {
  constexpr const char* kCall = "classify_training()";
  Classified said =
      student.call(kCall, [&](auto&) { return able.classify_training(features, std::move(rng)); });
  expect_shape(said.embedding, {features.size(0), -1}, student.place(), kCall);
  expect_shape(said.logits, {features.size(0), classes}, student.place(), kCall);
  return said;
}

at::Tensor score(const Handle<OODScorer>& scorer, const InputScore& able,
                 const at::Tensor& features, const Scores& with_graph) {
  at::Tensor score =
      scorer.call("score()", [&](auto&) { return able.score(features, with_graph); });
  expect_shape(score, {features.size(0)}, scorer.place(), "score()");
  return score;
}

at::Tensor perturb(const Handle<OODScorer>& scorer, const FeaturePerturbation& able,
                   const at::Tensor& features, const Scores& with_graph) {
  return scorer.call("perturb()",
                     [&](auto&) { return able.perturb(features, with_graph).detach(); });
}

at::Tensor score(const Handle<OODScorer>& scorer, const Scores& scores) {
  at::Tensor score = scorer.call("score()", [&](auto& s) { return s.score(scores); });
  const at::Tensor& rows = scores.logits.defined() ? scores.logits : scores.embedding;
  expect_shape(score, {rows.size(0)}, scorer.place(), "score()");
  return score;
}

TensorMap forward(const Handle<Expert>& expert, const RegionBatch& images) {
  return expert.call("forward()", [&](auto& e) { return e.forward(images); });
}

at::Tensor compute(const Handle<Loss>& loss, const TensorMap& in) {
  at::Tensor value = loss.call("compute()", [&](auto& l) { return l.compute(in); });
  expect_shape(value, {}, loss.place(), "compute()");
  return value;
}

}  // namespace zeroth::host
