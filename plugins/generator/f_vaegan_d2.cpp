/// f-VAEGAN-D2 where no unlabelled rows are given: a conditional VAE and a conditional Wasserstein
/// GAN that share their generator.
/// Xian et al., CVPR 2019, arXiv:1903.10132; plugins/generator/README.md, f-VAEGAN-D2.
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <zeroth/abilities.h>
#include <zeroth/generator.h>
#include <zeroth/networks/critic.h>
#include <zeroth/networks/noise.h>

#include "plugins/generator/tf_vaegan_networks.h"
#include "plugins/networks/autoencoding.h"

namespace {

using zeroth::tfvaegan::CodeGenerator;
using zeroth::tfvaegan::Encoder;
using zeroth::tfvaegan::Latent;

/// What the generator's step reads: real rows, and noise [B,d] for their codes and for made rows.
struct GeneratorRows {
  at::Tensor features, attributes, code_noise, noise;
};

class FVaeganD2 final : public zeroth::Generator, public zeroth::Pieces {
 public:
  static void describe(zeroth::Schema<FVaeganD2>& s) {
    s.summary("f-VAEGAN-D2, inductive: a VAE and a Wasserstein GAN that share their generator.");
    s.cite(
        "Xian et al., f-VAEGAN-D2: A Feature Generating Framework for Any-Shot Learning, CVPR "
        "2019, arXiv:1903.10132");
    s.param("hidden", &FVaeganD2::hidden_, "width of every hidden layer").at_least(1).at_most(1e6);
    s.param("critic_steps", &FVaeganD2::critic_steps_, "critic steps per generator step")
        .at_least(1)
        .at_most(1e6);
    s.param("adversarial_weight", &FVaeganD2::adversarial_weight_,
            "gamma, of the Wasserstein GAN beside the VAE")
        .above(0);
    s.param("penalty_weight", &FVaeganD2::penalty_weight_, "weight of the gradient penalty")
        .at_least(0);
    s.param("learning_rate", &FVaeganD2::learning_rate_, "of encoder, generator and critic")
        .above(0);
    s.param("beta1", &FVaeganD2::beta1_, "Adam, first moment").at_least(0).below(1);
    s.param("beta2", &FVaeganD2::beta2_, "Adam, second moment").at_least(0).below(1);
    s.piece("f-vaegan-d2.losses");
  }

  void build(const zeroth::Sizes& sizes, at::Generator rng) override {
    encoder_ = Encoder(sizes.features, sizes.attributes, hidden_, rng);
    generator_ = CodeGenerator(sizes.features, sizes.attributes, hidden_, rng);
    critic_ = zeroth::networks::Critic(sizes.features, sizes.attributes, hidden_, rng);
  }

  zeroth::NamedTensors parameters() override {
    zeroth::NamedTensors tensors;
    encoder_.append_to(tensors);
    generator_.append_to(tensors);
    critic_.append_to(tensors, "critic");
    return tensors;
  }

  zeroth::Schedule schedule() const override {
    zeroth::Schedule s;
    s.optimiser("encoder", {"encoder."}).adam(learning_rate_, beta1_, beta2_);
    s.optimiser("generator", {"generator."}).adam(learning_rate_, beta1_, beta2_);
    s.optimiser("critic", {"critic."}).adam(learning_rate_, beta1_, beta2_);
    s.phase("critic").moves({"critic"}).joint();
    s.phase("generator").moves({"encoder", "generator"}).joint();
    s.stage("adversarial").round(critic_steps_, {"critic"}).round(1, {"generator"}).on_last_batch();
    return s;
  }

  at::Tensor loss(const std::string& phase, const zeroth::SeenBatch& batch,
                  at::Generator rng) override {
    const at::Tensor &x = batch.features(), &a = batch.attributes;
    if (phase == "critic") {
      const at::Tensor fake = constant_fake(a, rng);
      return critic_loss({x, fake, a, zeroth::networks::uniform_mix(x, rng)});
    }
    const at::Tensor code_noise = noise_for(a, rng);
    return generator_loss({x, a, code_noise, noise_for(a, rng)});
  }

  at::Tensor sample(const at::Tensor& attributes, at::Generator rng) override {
    return made(noise_for(attributes, std::move(rng)), attributes);
  }

  /// Both losses of given weights and noise.
  zeroth::TensorMap piece(const std::string&, const zeroth::TensorMap& in) const override {
    FVaeganD2 given;
    given.adversarial_weight_ = in["adversarial_weight"].item<double>();
    given.penalty_weight_ = in["penalty_weight"].item<double>();
    given.encoder_ = zeroth::tfvaegan::encoder_of(in);
    given.generator_ = zeroth::tfvaegan::code_generator_of(in);
    given.critic_.hidden = {in["critic.hidden.weight"], in["critic.hidden.bias"]};
    given.critic_.output = {in["critic.output.weight"], in["critic.output.bias"]};
    const at::Tensor fake = given.made(in["noise"], in["attributes"]).detach();
    zeroth::TensorMap out;
    out.set("critic", given.critic_loss({in["features"], fake, in["attributes"], in["mix"]}));
    out.set("generator", given.generator_loss(
                             {in["features"], in["attributes"], in["code_noise"], in["noise"]}));
    return out;
  }

 private:
  static at::Tensor noise_for(const at::Tensor& attributes, at::Generator rng) {
    return zeroth::networks::normal_rows(attributes, attributes.size(1), std::move(rng));
  }

  /// Of features: the VAE's reconstruction error is computed from them.
  at::Tensor logits(const at::Tensor& code, const at::Tensor& attributes) const {
    return generator_.output(generator_.hidden_of(code, attributes));
  }

  at::Tensor made(const at::Tensor& code, const at::Tensor& attributes) const {
    return logits(code, attributes).sigmoid();
  }

  at::Tensor constant_fake(const at::Tensor& attributes, at::Generator rng) {
    const at::NoGradGuard no_gradient;
    return sample(attributes, std::move(rng));
  }

  at::Tensor critic_loss(const zeroth::networks::CriticBatch& rows) const {
    return adversarial_weight_ *
           zeroth::networks::critic_loss(critic_, rows, penalty_weight_).total;
  }

  at::Tensor generator_loss(const GeneratorRows& rows) const {
    const Latent latent = encoder_(rows.features, rows.attributes);
    const at::Tensor reconstructed = logits(latent.moved_by(rows.code_noise), rows.attributes);
    const at::Tensor fake = made(rows.noise, rows.attributes);
    return zeroth::networks::feature_reconstruction(reconstructed, rows.features) +
           zeroth::networks::vae_kl(latent.mean, latent.log_variance) -
           adversarial_weight_ * critic_.score(fake, rows.attributes).mean();
  }

  std::int64_t hidden_ = 4096;
  std::int64_t critic_steps_ = 5;
  double adversarial_weight_ = 1000.0;
  double penalty_weight_ = 10.0;
  double learning_rate_ = 1e-4;
  double beta1_ = 0.5;
  double beta2_ = 0.999;

  Encoder encoder_;
  CodeGenerator generator_;
  zeroth::networks::Critic critic_;
};

}  // namespace

ZEROTH_GENERATOR(FVaeganD2, "f-vaegan-d2", "1.0.0")
