/// DDGAN for features: a diffusion model whose few large steps are learnt by a conditional GAN.
/// Xiao et al., Tackling the Generative Learning Trilemma with Denoising Diffusion GANs, ICLR 2022;
/// the networks for features are ours (plugins/generator/README.md, DDGAN).
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/randint.h>
#include <ATen/ops/softplus.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros.h>
#include <zeroth/abilities.h>
#include <zeroth/generator.h>
#include <zeroth/networks/noise.h>

#include <optional>
#include <string>
#include <vector>

#include "plugins/generator/ddgan_diffusion.h"
#include "plugins/generator/ddgan_networks.h"

namespace {

using zeroth::ddgan::Denoiser;
using zeroth::ddgan::NoisyPair;
using zeroth::networks::normal_rows;

// A feature that is constant in training stays as it is.
constexpr double kSmallestDeviation = 1e-6;

at::Tensor normal_like(const at::Tensor& rows, at::Generator rng) {
  return at::empty_like(rows).normal_(0.0, 1.0, std::move(rng));
}

class Ddgan final : public zeroth::Generator,
                    public zeroth::Preparation,
                    public zeroth::Fitted,
                    public zeroth::Constants,
                    public zeroth::DynamicPhases,
                    public zeroth::Pieces {
 public:
  static void describe(zeroth::Schema<Ddgan>& s) {
    s.summary("DDGAN for features: a few denoising steps, each learnt by a conditional GAN.");
    s.cite(
        "Xiao et al., Tackling the Generative Learning Trilemma with Denoising Diffusion GANs, "
        "ICLR 2022, arXiv:2112.07804");
    s.param("steps", &Ddgan::steps_, "T, denoising steps").at_least(1).at_most(10000);
    s.param("beta_min", &Ddgan::beta_min_, "of the variance-preserving schedule").above(0);
    s.param("beta_max", &Ddgan::beta_max_, "of the variance-preserving schedule").above(0);
    s.param("scaling", &Ddgan::scaling_,
            "what diffuses: standardised features, or unit: features in [-1,1] as images are. "
            "Features "
            "of a network vary little within [0,1] and drown in noise unless standardised")
        .one_of({"standardised", "unit"});
    s.param("noise", &Ddgan::noise_, "length of the latent noise; 0 = as many as attributes")
        .at_least(0)
        .at_most(1e6);
    s.param("hidden", &Ddgan::hidden_, "width of generator and discriminator")
        .at_least(1)
        .at_most(1e6);
    s.param("blocks", &Ddgan::blocks_, "residual blocks of the generator")
        .at_least(0)
        .at_most(1000);
    s.param("mapping_layers", &Ddgan::mapping_layers_,
            "layers behind the first of the latent's map")
        .at_least(0)
        .at_most(1000);
    s.param("discriminator_steps", &Ddgan::steps_per_generator_step_,
            "discriminator steps per generator step; 1 in the released code")
        .at_least(1)
        .at_most(1e6);
    s.param("gradient_weight", &Ddgan::gradient_weight_, "gamma of R1, on real rows").at_least(0);
    s.param("gradient_every", &Ddgan::gradient_every_,
            "discriminator steps per R1; its weight is not rescaled, as in the released code")
        .at_least(1);
    s.param("gradient_steps", &Ddgan::gradient_steps_,
            "last denoising steps that a joint term's gradient passes; 0 = all")
        .at_least(0);
    s.param("average_decay", &Ddgan::average_decay_,
            "of the moving average that synthesis uses; 0 = none")
        .at_least(0)
        .below(1);
    s.param("generator_learning_rate", &Ddgan::generator_learning_rate_, "of the generator")
        .above(0);
    s.param("discriminator_learning_rate", &Ddgan::discriminator_learning_rate_,
            "of the discriminator")
        .above(0);
    s.param("beta1", &Ddgan::beta1_, "Adam, first moment").at_least(0).below(1);
    s.param("beta2", &Ddgan::beta2_, "Adam, second moment").at_least(0).below(1);
    s.piece("ddgan.schedule");
    s.piece("ddgan.posterior");
    s.piece("ddgan.forward-pair");
  }

  void build(const zeroth::Sizes& sizes, at::Generator rng) override {
    if (noise_ == 0) noise_ = sizes.attributes;
    features_ = sizes.features;
    diffusion_ = zeroth::ddgan::Diffusion(steps_, beta_min_, beta_max_);
    const zeroth::ddgan::Widths widths{sizes.features, sizes.attributes, noise_, hidden_};
    generator_ = Denoiser(widths, blocks_, mapping_layers_, /*bounded=*/scaling_ == "unit", rng);
    centre_ = at::full({}, 0.5);
    spread_ = at::full({}, 0.5);
    discriminator_ = zeroth::ddgan::Discriminator(widths, rng);
    if (averages()) average_ = generator_.copy();
    discriminator_steps_ = at::zeros({}, at::kLong);
  }

  void prepare(const at::Tensor& features) override {
    if (scaling_ != "standardised") return;
    centre_ = features.mean(0);
    const at::Tensor deviation = (features - centre_).square().mean(0).sqrt();
    spread_ = at::where(deviation > kSmallestDeviation, deviation, at::ones_like(deviation));
  }

  zeroth::NamedTensors fitted() const override {
    if (scaling_ != "standardised") return {};
    return {{"centre", centre_}, {"spread", spread_}};
  }
  void set_fitted(const zeroth::TensorMap& tensors) override {
    if (scaling_ != "standardised") return;
    centre_ = tensors["centre"];
    spread_ = tensors["spread"];
  }

  zeroth::NamedTensors parameters() override {
    zeroth::NamedTensors tensors;
    generator_.append_to(tensors, "generator");
    discriminator_.append_to(tensors, "discriminator");
    return tensors;
  }

  zeroth::NamedTensors state() override {
    zeroth::NamedTensors tensors = {{"discriminator_steps", discriminator_steps_}};
    if (averages()) average_.append_to(tensors, "average.generator");
    return tensors;
  }

  zeroth::NamedTensors constants() const override { return diffusion_.tables(); }

  std::vector<std::string> dynamic_phases() const override {
    if (gradient_weight_ > 0 && gradient_every_ > 1) return {"discriminator"};
    return {};
  }

  zeroth::Schedule schedule() const override {
    zeroth::Schedule s;
    zeroth::Optimiser& generator = s.optimiser("generator", {"generator."});
    generator.adam(generator_learning_rate_, beta1_, beta2_);
    if (averages()) generator.average(average_decay_);
    s.optimiser("discriminator", {"discriminator."})
        .adam(discriminator_learning_rate_, beta1_, beta2_);
    s.phase("discriminator").moves({"discriminator"}).joint();
    s.phase("generator").moves({"generator"}).joint();
    s.stage("adversarial")
        .round(steps_per_generator_step_, {"discriminator"})
        .round(1, {"generator"})
        .on_last_batch();
    return s;
  }

  at::Tensor loss(const std::string& phase, const zeroth::SeenBatch& batch,
                  at::Generator rng) override {
    return phase == "generator" ? generator_loss(batch, rng) : discriminator_loss(batch, rng);
  }

  at::Tensor sample(const at::Tensor& attributes, at::Generator rng) override {
    at::Tensor x = normal_rows(attributes, features_, rng);
    const Denoiser chain = generator_.repeated();
    const std::int64_t with_gradient = gradient_steps_ == 0 ? steps_ : gradient_steps_;
    for (std::int64_t k = steps_ - 1; k >= 0; --k) {
      std::optional<at::NoGradGuard> constant;
      const Denoiser& network = averages() && !at::GradMode::is_enabled() ? average_ : chain;
      if (k >= with_gradient) constant.emplace();
      const at::Tensor step = at::full({x.size(0)}, k, x.options().dtype(at::kLong));
      x = denoised(network, x, step, attributes, rng);
    }
    return x * spread_ + centre_;
  }

  zeroth::TensorMap piece(const std::string& name, const zeroth::TensorMap& in) const override {
    return zeroth::ddgan::diffusion_piece(name, in);
  }

 private:
  bool averages() const { return average_decay_ > 0; }

  /// A generated row one step cleaner than `noisy`.
  at::Tensor denoised(const Denoiser& network, const at::Tensor& noisy, const at::Tensor& step,
                      const at::Tensor& attributes, at::Generator rng) const {
    const at::Tensor latent = normal_rows(attributes, noise_, rng);
    const at::Tensor clean = network(noisy, step, steps_, latent, attributes);
    return posterior_sample(diffusion_, clean, noisy, step, normal_like(noisy, rng));
  }

  /// Steps and rows at them, of the scaled features.
  NoisyPair noised(const zeroth::SeenBatch& batch, at::Tensor& step, at::Generator rng) const {
    const at::Tensor x = (batch.features() - centre_) / spread_;
    step = at::randint(steps_, {x.size(0)}, rng, x.options().dtype(at::kLong));
    const at::Tensor first = normal_like(x, rng), second = normal_like(x, rng);
    return noisy_pair(diffusion_, x, step, first, second);
  }

  /// Where only some steps are penalised a device is waited for: which of them this is.
  bool is_penalised() const {
    if (gradient_weight_ == 0) return false;
    return gradient_every_ == 1 || discriminator_steps_.item<std::int64_t>() % gradient_every_ == 0;
  }

  at::Tensor discriminator_loss(const zeroth::SeenBatch& batch, at::Generator rng) {
    at::Tensor step, fake;
    const NoisyPair pair = noised(batch, step, rng);
    {
      const at::NoGradGuard no_gradient;
      fake = denoised(generator_, pair.noisier, step, batch.attributes, rng);
    }
    const bool penalised = is_penalised();
    discriminator_steps_.add_(1);
    const zeroth::ddgan::Judged judged = discriminator_.judge(
        pair.cleaner, fake, step, steps_, pair.noisier, batch.attributes, penalised);
    const at::Tensor loss = at::softplus(-judged.real).mean() + at::softplus(judged.fake).mean();
    if (!penalised) return loss;
    return loss + gradient_weight_ / 2 * judged.squared_gradient.mean();
  }

  at::Tensor generator_loss(const zeroth::SeenBatch& batch, at::Generator rng) {
    at::Tensor step;
    const NoisyPair pair = noised(batch, step, rng);
    const at::Tensor fake = denoised(generator_, pair.noisier, step, batch.attributes, rng);
    return at::softplus(-discriminator_(fake, step, steps_, pair.noisier, batch.attributes)).mean();
  }

  std::int64_t steps_ = 4;
  double beta_min_ = 0.1;
  double beta_max_ = 20.0;
  std::string scaling_ = "standardised";
  std::int64_t noise_ = 0;
  std::int64_t hidden_ = 4096;
  std::int64_t blocks_ = 2;
  std::int64_t mapping_layers_ = 3;
  std::int64_t steps_per_generator_step_ = 1;
  double gradient_weight_ = 0.05;
  std::int64_t gradient_every_ = 1;
  std::int64_t gradient_steps_ = 0;
  double average_decay_ = 0.999;
  double generator_learning_rate_ = 1.5e-4;
  double discriminator_learning_rate_ = 1e-4;
  double beta1_ = 0.5;
  double beta2_ = 0.9;

  std::int64_t features_ = 0;
  at::Tensor centre_, spread_;  // [D] or []: a feature is centre + spread * what diffuses
  zeroth::ddgan::Diffusion diffusion_;
  Denoiser generator_;
  Denoiser average_;
  zeroth::ddgan::Discriminator discriminator_;
  at::Tensor discriminator_steps_;  // [] int64
};

}  // namespace

ZEROTH_GENERATOR(Ddgan, "ddgan", "1.0.0")
