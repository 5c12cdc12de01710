#include "host/recipes/d3gzsl_term.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/full.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "host/base/problem.h"
#include "host/device/device.h"
#include "host/engine/calls.h"
#include "host/recipes/learning_student.h"
#include "host/recipes/settings.h"
#include "host/recipes/synthesis.h"

namespace zeroth::host {
namespace {

constexpr const char* kStudent = "student";

/// The same value with its gradient multiplied.
at::Tensor scale_gradient(const at::Tensor& x, double factor) {
  const at::Tensor constant = x.detach();
  return constant + factor * (x - constant);
}

at::Tensor stacked(const at::Tensor& synthetic, const at::Tensor& real) {
  return at::cat({synthetic, real});
}

}  // namespace

/// What one batch yields: all rows, synthetic ones first, and how many those are.
struct D3gzslTerm::Rows {
  std::int64_t synthetic = 0;
  TensorMap mixed;

  at::Tensor real(const std::string& name) const {
    const at::Tensor& all = mixed[name];
    return all.narrow(0, synthetic, all.size(0) - synthetic);
  }
};

D3gzslTerm::D3gzslTerm(const RecipeInputs& inputs, D3gzslModules modules)
    : modules_(std::move(modules)), data_(inputs.data) {
  const Json& pipeline = inputs.pipeline;
  const TrainingData& data = inputs.data;
  const Json& joint = pipeline.at("joint");
  const auto per_class = joint.at("per_class").get<std::int64_t>();
  weight_ = joint.at("weight").get<double>();
  weight_on_student_ = joint.at("weight_applies").get<std::string>() == "both";
  const Json& gate = joint.at("gate");
  gate_.weight = at::full({1}, gate.at("weight").get<double>(), at::kFloat);
  gate_.offset = at::full({1}, gate.at("offset").get<double>(), at::kFloat);
  gate_.softmax = gate.at("softmax").get<bool>();
  standardise_ = gate.at("standardise").get<bool>();
  score_mean_ = at::zeros({1}, data.classes.attributes.options());
  score_deviation_ = at::ones({1}, data.classes.attributes.options());
  const Json& projector = joint.at("projector");
  projector_ = Projector(data.sizes().classes, inputs.streams.cpu_stream("projector/build"));
  projector_.log_softmax = projector.at("input").get<std::string>() == "log-softmax";
  projector_.softmax = projector.at("softmax").get<bool>();
  move_in_place(parameters(), data.device());
  unseen_labels_ = unseen_labels(data.classes, per_class);
  unseen_attributes_ = data.classes.attributes.index_select(0, unseen_labels_);
  for (WeightedLoss& loss : read_losses(inputs)) {
    const Json& block = pipeline.at("losses").at(loss.name);
    reads_ood_ = reads_ood_ || loss.reads("ood_label") || loss.reads("ood_embedding");
    losses_.push_back({std::move(loss), block.at("rows").get<std::string>() == "mixed"});
  }
  make_optimisers(inputs);
}

NamedTensors D3gzslTerm::parameters() const {
  NamedTensors all;
  for (const NamedTensor& one : parameters_of(modules_.student)) {
    all.push_back({"student." + one.name, one.tensor});
  }
  all.push_back({"projector.weight", projector_.weight});
  all.push_back({"projector.bias", projector_.bias});
  all.push_back({"gate.weight", gate_.weight});
  all.push_back({"gate.offset", gate_.offset});
  return all;
}

NamedTensors D3gzslTerm::state() const {
  NamedTensors all = parameters();
  for (const NamedTensor& one : state_of(modules_.student)) {
    all.push_back({"student." + one.name, one.tensor});
  }
  return all;
}

void D3gzslTerm::make_optimisers(const RecipeInputs& inputs) {
  for (const std::string name : {kStudent, "projector", "gate"}) {
    NamedTensors chosen;
    for (const NamedTensor& one : parameters()) {
      if (one.name.compare(0, name.size() + 1, name + ".") == 0) chosen.push_back(one);
    }
    optimisers_.emplace_back(joint_optimiser(inputs, name, {name + "."}), chosen);
  }
}

void D3gzslTerm::nothing_moves(const FusedOptimiser& optimiser) const {
  if (optimiser.name() != kStudent) return;
  throw Failure(
      Exit::run_failed,
      {fmt::format("the losses move nothing of {}", modules_.student.place().id),
       modules_.student.place().where,
       {"no gradient leads from any of them to a parameter of the student"},
       "let a loss read what the student says, and classify() compute with the parameters "
       "themselves"});
}

void D3gzslTerm::teacher_trained() {
  const at::NoGradGuard no_gradient;
  taught_ = modules_.detector.teach(data_.features);
  modules_.detector.fit(taught_, data_.positions);
  if (!standardise_) return;
  const at::Tensor score = modules_.detector.training_scores(data_.features, taught_);
  score_mean_ = score.mean();
  score_deviation_ = score.std().clamp_min(1e-8);
}

at::Tensor D3gzslTerm::standardised_score(const at::Tensor& features, const Scores& scores) const {
  const at::Tensor score = modules_.detector.score(features, scores);
  return standardise_ ? (score - score_mean_) / score_deviation_ : score;
}

D3gzslTerm::Rows D3gzslTerm::compute(const SeenBatch& batch, const Scores& taught,
                                     at::Generator rng) const {
  at::Tensor synthetic =
      sample(modules_.generator, unseen_attributes_, batch.features.size(1), rng);
  if (!weight_on_student_) synthetic = scale_gradient(synthetic, weight_);
  const at::Tensor features = stacked(synthetic, batch.features);
  const Classified student =
      learning_student(modules_.student, features, data_.sizes().classes, std::move(rng));
  // The frozen teacher passes gradients on to the generator, so its synthetic rows stay in the
  // graph; what it says of the real rows are constants.
  const Scores of_synthetic = modules_.detector.teach(synthetic);

  Rows rows;
  rows.synthetic = synthetic.size(0);
  rows.mixed.set("labels", stacked(unseen_labels_, batch.labels));
  rows.mixed.set("descriptors", stacked(unseen_attributes_, batch.attributes));
  rows.mixed.set("student_embedding", student.embedding);
  rows.mixed.set("student_logits", student.logits);
  const Scores teacher{stacked(of_synthetic.logits, taught.logits),
                       stacked(of_synthetic.embedding, taught.embedding)};
  rows.mixed.set("teacher_embedding", teacher.embedding);
  rows.mixed.set("teacher_logits", teacher.logits);
  if (reads_ood_) {
    const at::Tensor score = standardised_score(features, teacher);
    rows.mixed.set("ood_label", gate_.ood_label(score));
    rows.mixed.set("ood_embedding", projector_.ood_embedding(student.logits));
  }
  return rows;
}

std::vector<Term> D3gzslTerm::terms(const SeenBatch& batch, const at::Tensor& rows,
                                    at::Generator rng) {
  const Scores taught{taught_.logits.index_select(0, rows),
                      taught_.embedding.index_select(0, rows)};
  const Rows joint = compute(batch, taught, std::move(rng));
  const double common = weight_on_student_ ? weight_ : 1.0;
  std::vector<Term> terms;
  for (const JointLoss& one : losses_) {
    const auto tensor = [&](const std::string& name) {
      if (name == "seen_classes") return batch.classes.seen;
      if (name == "unseen_classes") return batch.classes.unseen;
      if (name == "class_descriptors") return batch.classes.attributes;
      return one.mixed ? joint.mixed[name] : joint.real(name);
    };
    terms.push_back(one.loss.term(tensor, common));
  }
  return terms;
}

}  // namespace zeroth::host
