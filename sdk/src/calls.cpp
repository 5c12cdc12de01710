#include <zeroth/calls.h>
#include <zeroth/host_side.h>

#include <utility>

namespace zeroth {
namespace {

template <class Network>
Classified classified(const Handle<Network>& network, const at::Tensor& features) {
  constexpr const char* kCall = "classify()";
  Classified said = network.call(kCall, [&](auto& n) { return n.classify(features); });
  expect_shape(said.embedding, {features.size(0), -1}, network.place(), kCall, "embedding");
  expect_shape(said.logits, {features.size(0), -1}, network.place(), kCall, "logits");
  return said;
}

const std::vector<std::int64_t> kUndeclared = {host_side::kRows, -1};

/// The shape of so many rows.
std::vector<std::int64_t> sized(std::vector<std::int64_t> shape, std::int64_t rows) {
  for (std::int64_t& size : shape) {
    if (size == host_side::kRows) size = rows;
  }
  return shape;
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

at::Tensor samples_of_rows(const Handle<Generator>& generator, const ClassifierSamples& able,
                           const at::Tensor& features, at::Generator rng) {
  at::Tensor drawn = generator.call(
      "samples_of_rows()", [&](auto&) { return able.samples_of_rows(features, std::move(rng)); });
  expect_shape(drawn, {features.size(0), -1}, generator.place(), "samples_of_rows()");
  return drawn;
}

at::Tensor samples_of_classes(const Handle<Generator>& generator, const ClassifierSamples& able,
                              const at::Tensor& attributes, at::Generator rng) {
  at::Tensor drawn = generator.call("samples_of_classes()", [&](auto&) {
    return able.samples_of_classes(attributes, std::move(rng));
  });
  expect_shape(drawn, {attributes.size(0), -1}, generator.place(), "samples_of_classes()");
  return drawn;
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
  TensorMap said = expert.call("forward()", [&](auto& e) { return e.forward(images); });
  const auto& declared = detail::record_of(*expert.component()).outputs;
  for (const NamedTensor& one : said.all()) {
    const auto shape = declared.find(one.name);
    if (declared.empty()) break;  // nobody knows the sizes of its problem
    expect_shape(
        one.tensor,
        sized(shape == declared.end() ? kUndeclared : shape->second, images.regions.size(0)),
        expert.place(), "forward()", one.name);
  }
  return said;
}

std::unique_ptr<TrainedClassifier> train(const Handle<Classifier>& classifier,
                                         const ClassifierRows& rows, at::Generator rng) {
  auto trained = classifier.call("train()", [&](auto& c) { return c.train(rows, std::move(rng)); });
  if (trained) return trained;
  classifier.call("train()", [](auto&) { throw Error("it gave no classifier"); });
  return nullptr;
}

std::unique_ptr<TrainedClassifier> restored(const Handle<Classifier>& classifier,
                                            const TensorMap& tensors) {
  auto trained = classifier.call("restored()", [&](auto& c) { return c.restored(tensors); });
  if (trained) return trained;
  classifier.call("restored()", [](auto&) { throw Error("it gave no classifier"); });
  return nullptr;
}

at::Tensor scores(const Handle<Classifier>& classifier, const TrainedClassifier& trained,
                  const at::Tensor& features, std::int64_t outputs) {
  at::Tensor said = classifier.call("scores()", [&](auto&) { return trained.scores(features); });
  expect_shape(said, {features.size(0), outputs}, classifier.place(), "scores()");
  return said;
}

at::Tensor compute(const Handle<Loss>& loss, const TensorMap& in) {
  at::Tensor value = loss.call("compute()", [&](auto& l) { return l.compute(in); });
  expect_shape(value, {}, loss.place(), "compute()");
  return value;
}

}  // namespace zeroth
