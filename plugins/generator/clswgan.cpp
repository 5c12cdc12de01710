#include "plugins/generator/clswgan.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <zeroth/networks/noise.h>

namespace zeroth::clswgan {

void Clswgan::build(const Sizes& sizes, at::Generator rng) {
  if (noise_ == 0) noise_ = sizes.attributes;
  generator_ = networks::FeatureGenerator(noise_, sizes.attributes, hidden_, sizes.features, rng);
  critic_ = networks::Critic(sizes.features, sizes.attributes, hidden_, rng);
  if (!has_classifier()) return;
  classifier_ = networks::Linear(sizes.features, sizes.seen, networks::Init::normal, rng);
}

NamedTensors Clswgan::parameters() {
  NamedTensors tensors;
  generator_.append_to(tensors, "generator");
  critic_.append_to(tensors, "critic");
  if (has_classifier()) classifier_.append_to(tensors, "classifier");
  return tensors;
}

Schedule Clswgan::schedule() const {
  Schedule s;
  s.optimiser("critic", {"critic."}).adam(learning_rate_, beta1_, beta2_);
  s.optimiser("generator", {"generator."}).adam(learning_rate_, beta1_, beta2_);
  s.phase("critic").moves({"critic"}).joint();
  s.phase("generator").moves({"generator"}).joint();
  if (has_classifier()) {
    train_before(s, "classifier", "auxiliary classifier",
                 {classifier_learning_rate_, classifier_epochs_, classifier_batch_});
  }
  add_stages(s);
  s.stage("adversarial").round(critic_steps_, {"critic"}).round(1, {"generator"}).on_last_batch();
  return s;
}

void Clswgan::add_stages(Schedule&) const {}

void Clswgan::train_before(Schedule& s, const std::string& name, const std::string& stage,
                           const Before& how) const {
  s.optimiser(name, {name + "."}).adam(how.learning_rate, beta1_, beta2_);
  s.phase(name).moves({name});
  s.stage(stage).round(1, {name}).sampling(Sampling::epoch).epochs(how.epochs).batch(how.batch);
}

at::Tensor Clswgan::loss(const std::string& phase, const SeenBatch& batch, at::Generator rng) {
  if (phase == "classifier") return classification(batch.features(), batch);
  if (phase == "critic") return critic_loss(batch, rng);
  return generator_loss(batch, rng);
}

at::Tensor Clswgan::sample(const at::Tensor& attributes, at::Generator rng) {
  return generator_(attributes, rng);
}

at::Tensor Clswgan::added(const at::Tensor&, const SeenBatch&, at::Generator) { return {}; }

at::Tensor Clswgan::classification(const at::Tensor& features, const SeenBatch& batch) const {
  return at::cross_entropy_loss(classifier_(features), batch.positions);
}

at::Tensor Clswgan::critic_loss(const SeenBatch& batch, at::Generator rng) {
  const at::Tensor fake = sample(batch.attributes, rng).detach();
  const at::Tensor mix = networks::uniform_mix(batch.features(), rng);
  return networks::critic_loss(critic_, {batch.features(), fake, batch.attributes, mix},
                               penalty_weight_)
      .total;
}

at::Tensor Clswgan::generator_loss(const SeenBatch& batch, at::Generator rng) {
  const at::Tensor fake = sample(batch.attributes, rng);
  at::Tensor loss = -critic_.score(fake, batch.attributes).mean();
  if (has_classifier()) loss = loss + classification_weight_ * classification(fake, batch);
  const at::Tensor more = added(fake, batch, rng);
  return more.defined() ? loss + more : loss;
}

}  // namespace zeroth::clswgan
