#include "plugins/generator/f_vaegan.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <zeroth/networks/noise.h>

#include <utility>

#include "plugins/networks/autoencoding.h"

namespace zeroth::fvaegan {
namespace {

at::Tensor noise_for(const at::Tensor& attributes, at::Generator rng) {
  return networks::normal_rows(attributes, attributes.size(1), std::move(rng));
}

}  // namespace

void FVaegan::build(const Sizes& sizes, at::Generator rng) {
  encoder_ = tfvaegan::Encoder(sizes.features, sizes.attributes, hidden_, rng);
  generator_ = tfvaegan::CodeGenerator(sizes.features, sizes.attributes, hidden_, rng);
  critic_ = networks::Critic(sizes.features, sizes.attributes, hidden_, rng);
}

NamedTensors FVaegan::parameters() {
  NamedTensors tensors;
  encoder_.append_to(tensors);
  generator_.append_to(tensors);
  critic_.append_to(tensors, "critic");
  return tensors;
}

Schedule FVaegan::schedule() const {
  Schedule s;
  s.optimiser("encoder", {"encoder."}).adam(learning_rate_, beta1_, beta2_);
  s.optimiser("generator", {"generator."}).adam(learning_rate_, beta1_, beta2_);
  s.optimiser("critic", {"critic."}).adam(learning_rate_, beta1_, beta2_);
  s.phase("critic").moves({"critic"}).joint();
  add_moved(s, s.phase("generator").moves({"encoder", "generator"}).joint());
  s.stage("adversarial").round(critic_steps_, {"critic"}).round(1, {"generator"}).on_last_batch();
  return s;
}

void FVaegan::add_moved(Schedule&, Phase&) const {}

void FVaegan::move_with_generator(Schedule& s, Phase& step, const std::string& name) const {
  s.optimiser(name, {name + "."}).adam(learning_rate_, beta1_, beta2_);
  step.moves({name});
}

at::Tensor FVaegan::loss(const std::string& phase, const SeenBatch& batch, at::Generator rng) {
  const at::Tensor &x = batch.features(), &a = batch.attributes;
  if (phase == "critic") {
    at::Tensor fake;
    {
      const at::NoGradGuard no_gradient;
      fake = sample(a, rng);
    }
    return critic_loss({x, fake, a, networks::uniform_mix(x, rng)});
  }
  const at::Tensor code_noise = noise_for(a, rng);
  const at::Tensor fake = sample(a, rng);
  const at::Tensor loss = generator_loss(x, a, code_noise, fake);
  const at::Tensor more = added(fake, batch, std::move(rng));
  return more.defined() ? loss + more : loss;
}

at::Tensor FVaegan::added(const at::Tensor&, const SeenBatch&, at::Generator) { return {}; }

at::Tensor FVaegan::sample(const at::Tensor& attributes, at::Generator rng) {
  return made(noise_for(attributes, std::move(rng)), attributes);
}

/// Of features: the VAE's reconstruction error is computed from them.
at::Tensor FVaegan::logits(const at::Tensor& code, const at::Tensor& attributes) const {
  return generator_.output(generator_.hidden_of(code, attributes));
}

at::Tensor FVaegan::made(const at::Tensor& code, const at::Tensor& attributes) const {
  return logits(code, attributes).sigmoid();
}

at::Tensor FVaegan::critic_loss(const networks::CriticBatch& rows) const {
  return adversarial_weight_ * networks::critic_loss(critic_, rows, penalty_weight_).total;
}

at::Tensor FVaegan::generator_loss(const at::Tensor& features, const at::Tensor& attributes,
                                   const at::Tensor& code_noise, const at::Tensor& fake) const {
  const tfvaegan::Latent latent = encoder_(features, attributes);
  const at::Tensor reconstructed = logits(latent.moved_by(code_noise), attributes);
  return networks::feature_reconstruction(reconstructed, features) +
         networks::vae_kl(latent.mean, latent.log_variance) -
         adversarial_weight_ * critic_.score(fake, attributes).mean();
}

TensorMap FVaegan::losses_piece(const TensorMap& in) {
  FVaegan given;
  given.adversarial_weight_ = in["adversarial_weight"].item<double>();
  given.penalty_weight_ = in["penalty_weight"].item<double>();
  given.encoder_ = tfvaegan::encoder_of(in);
  given.generator_ = tfvaegan::code_generator_of(in);
  given.critic_.hidden = tfvaegan::layer_of(in, "critic.hidden");
  given.critic_.output = tfvaegan::layer_of(in, "critic.output");
  const at::Tensor &x = in["features"], &a = in["attributes"];
  const at::Tensor fake = given.made(in["noise"], a);
  TensorMap out;
  out.set("critic", given.critic_loss({x, fake.detach(), a, in["mix"]}));
  out.set("generator", given.generator_loss(x, a, in["code_noise"], fake));
  return out;
}

}  // namespace zeroth::fvaegan
