/// TF-VAEGAN: a conditional VAE and a Wasserstein GAN that share their generator, with a semantic
/// decoder that is fed back into it.
/// Narayan et al., ECCV 2020, arXiv:2003.07833; plugins/generator/README.md, TF-VAEGAN.
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/full.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros.h>
#include <zeroth/abilities.h>
#include <zeroth/generator.h>
#include <zeroth/networks/critic.h>
#include <zeroth/networks/noise.h>

#include "plugins/generator/tf_vaegan_networks.h"
#include "plugins/networks/autoencoding.h"

namespace {

using zeroth::networks::normal_rows;
using zeroth::tfvaegan::Decoder;
using zeroth::tfvaegan::Encoder;
using zeroth::tfvaegan::FeedbackGenerator;

/// Adam's first moment of all but the encoder.
constexpr double kSlow = 0.5;

/// The phases of one of the two passes of an epoch.
struct PassPhases {
  const char* critic;
  const char* generator;
  bool feedback;

  bool holds(const std::string& phase) const { return phase == critic || phase == generator; }
};
constexpr PassPhases kPlain{"critic", "generator", false};
constexpr PassPhases kFeedback{"critic, feedback", "generator, feedback", true};

class TfVaegan final : public zeroth::Generator,
                       public zeroth::ClassifierInput,
                       public zeroth::Pieces {
 public:
  static void describe(zeroth::Schema<TfVaegan>& s) {
    s.summary("TF-VAEGAN: VAE and Wasserstein GAN with a semantic decoder and feedback.");
    s.cite(
        "Narayan et al., Latent Embedding Feedback and Discriminative Features for Zero-Shot "
        "Classification, ECCV 2020, arXiv:2003.07833");
    s.param("hidden", &TfVaegan::hidden_, "width of every hidden layer").at_least(1).at_most(1e6);
    s.param("critic_steps", &TfVaegan::critic_steps_, "critic steps per generator step")
        .at_least(1)
        .at_most(1e6);
    s.param("adversarial_weight", &TfVaegan::adversarial_weight_,
            "gamma, of the critic in both players' losses")
        .above(0);
    s.param("penalty_weight", &TfVaegan::first_penalty_weight_,
            "weight of the gradient penalty at the start; it adapts")
        .above(0);
    s.param("reconstruction_weight", &TfVaegan::reconstruction_weight_,
            "of the semantic decoder's loss")
        .at_least(0);
    s.param("reconstruction", &TfVaegan::reconstruction_,
            "form of the decoder's loss: weighted-l1 (released code) or l1 (paper)")
        .one_of({"weighted-l1", "l1"});
    s.param("encoded_noise", &TfVaegan::encoded_noise_,
            "fake rows are reconstructions; otherwise they come from noise");
    s.param("freeze_decoder", &TfVaegan::freeze_decoder_,
            "the decoder rests in the generator's step");
    s.param("feedback_scale", &TfVaegan::feedback_scale_, "kappa in training").at_least(0);
    s.param("synthesis_feedback_scale", &TfVaegan::synthesis_feedback_scale_, "kappa in synthesis")
        .at_least(0);
    s.param("feedback_source", &TfVaegan::feedback_source_,
            "without encoded_noise, what the fake row's feedback is computed from: the "
            "reconstruction (released code) or the fake row itself")
        .one_of({"reconstruction", "fake"});
    s.param("learning_rate", &TfVaegan::learning_rate_, "of encoder, generator and critic")
        .above(0);
    s.param("feedback_learning_rate", &TfVaegan::feedback_learning_rate_, "of the feedback layers")
        .above(0);
    s.param("decoder_learning_rate", &TfVaegan::decoder_learning_rate_, "of the decoder").above(0);
    s.piece("tfvaegan.feedback");
  }

  void build(const zeroth::Sizes& sizes, at::Generator rng) override {
    encoder_ = Encoder(sizes.features, sizes.attributes, hidden_, rng);
    generator_ = FeedbackGenerator(sizes.features, sizes.attributes, hidden_, rng);
    decoder_ = Decoder(sizes.features, sizes.attributes, hidden_, rng);
    critic_ = zeroth::networks::Critic(sizes.features, sizes.attributes, hidden_, rng);
    penalty_weight_ = at::full({}, first_penalty_weight_, at::kDouble);
    penalty_sum_ = at::zeros({}, at::kDouble);
  }

  zeroth::NamedTensors parameters() override {
    zeroth::NamedTensors tensors;
    encoder_.append_to(tensors);
    generator_.append_to(tensors);
    decoder_.append_to(tensors);
    critic_.append_to(tensors, "critic");
    return tensors;
  }

  zeroth::NamedTensors state() override {
    return {{"penalty_weight", penalty_weight_}, {"penalty_sum", penalty_sum_}};
  }

  zeroth::Schedule schedule() const override {
    zeroth::Schedule s;
    s.optimiser("encoder", {"encoder."}).adam(learning_rate_, 0.9, 0.999);
    s.optimiser("generator", {"generator."}).adam(learning_rate_, kSlow, 0.999);
    s.optimiser("feedback", {"feedback."}).adam(feedback_learning_rate_, kSlow, 0.999);
    s.optimiser("decoder", {"decoder."}).adam(decoder_learning_rate_, kSlow, 0.999);
    s.optimiser("critic", {"critic."}).adam(learning_rate_, kSlow, 0.999);
    s.phase("decoder").moves({"decoder"});
    for (const PassPhases& names : {kPlain, kFeedback}) {
      s.phase(names.critic).moves({"critic"}).joint();
      zeroth::Phase& generator = s.phase(names.generator).moves({"encoder", "generator"}).joint();
      if (!freeze_decoder_) generator.moves({"decoder"});
      if (names.feedback) generator.moves({"feedback"});
    }
    zeroth::Stage& stage = s.stage("adversarial");
    add_pass(stage, kPlain);
    add_pass(stage.next_pass(), kFeedback);
    return s;
  }

  at::Tensor loss(const std::string& phase, const zeroth::SeenBatch& batch,
                  at::Generator rng) override {
    if (phase == "decoder") return reconstruction_weight_ * semantic(batch.features(), batch);
    const PassPhases& names = kFeedback.holds(phase) ? kFeedback : kPlain;
    const double scale = names.feedback ? feedback_scale_ : 0.0;
    if (phase == names.critic) return critic_loss(scale, batch, rng);
    adapt_penalty();
    return generator_loss(scale, batch, rng);
  }

  at::Tensor sample(const at::Tensor& attributes, at::Generator rng) override {
    const at::Tensor noise = normal_rows(attributes, attributes.size(1), rng);
    return logits(noise, attributes, synthesis_feedback_scale_).sigmoid();
  }

  at::Tensor classifier_input(const at::Tensor& features) const override {
    const at::Tensor hidden = decoder_.hidden_of(features);
    return at::cat({features, decoder_.attributes_of(hidden), hidden}, 1);
  }

  zeroth::TensorMap piece(const std::string&, const zeroth::TensorMap& in) const override {
    return zeroth::tfvaegan::feedback_piece(in);
  }

 private:
  void add_pass(zeroth::Stage& stage, const PassPhases& names) const {
    stage.round(critic_steps_, {"decoder", names.critic})
        .round(1, {names.generator})
        .on_last_batch();
  }

  at::Tensor semantic(const at::Tensor& features, const zeroth::SeenBatch& batch) const {
    const at::Tensor decoded = decoder_.attributes_of(decoder_.hidden_of(features));
    return zeroth::networks::semantic_reconstruction(decoded, batch.attributes,
                                                     reconstruction_ == "weighted-l1");
  }

  /// Logits of generated features. With a feedback scale of 0 there is no feedback.
  at::Tensor logits(const at::Tensor& noise, const at::Tensor& attributes, double scale) const {
    const at::Tensor hidden = generator_.hidden_of(noise, attributes);
    if (scale == 0) return generator_.output(hidden);
    return generator_.refined(hidden, first_attempt(hidden), scale);
  }

  /// The decoder's hidden layer of what the generator makes without feedback: a constant.
  at::Tensor first_attempt(const at::Tensor& hidden) const {
    const at::NoGradGuard no_gradient;
    return decoder_.hidden_of(generator_.output(hidden).sigmoid());
  }

  at::Tensor critic_loss(double scale, const zeroth::SeenBatch& batch, at::Generator rng) {
    const at::Tensor fake = constant_fake(scale, batch, rng);
    const at::Tensor mix = zeroth::networks::uniform_mix(batch.features(), rng);
    const zeroth::networks::CriticLoss critic = zeroth::networks::critic_loss(
        critic_, {batch.features(), fake, batch.attributes, mix}, penalty_weight_);
    penalty_sum_.add_(critic.penalty);
    return adversarial_weight_ * critic.total;
  }

  at::Tensor constant_fake(double scale, const zeroth::SeenBatch& batch, at::Generator rng) const {
    const at::NoGradGuard no_gradient;
    const at::Tensor noise = encoded_noise_
                                 ? encoder_(batch.features(), batch.attributes).sampled(rng)
                                 : normal_rows(batch.attributes, batch.attributes.size(1), rng);
    return logits(noise, batch.attributes, scale).sigmoid();
  }

  /// Keeps the penalty of the last critic steps near one, as f-VAEGAN-D2 does.
  /// Decided where the numbers are: nothing waits for a device.
  void adapt_penalty() {
    const at::NoGradGuard no_gradient;
    const at::Tensor mean = penalty_sum_.div(static_cast<double>(critic_steps_));
    const at::Tensor fallen = at::where(mean < 1.001, penalty_weight_.div(1.1), penalty_weight_);
    penalty_weight_.copy_(at::where(mean > 1.05, penalty_weight_.mul(1.1), fallen));
    penalty_sum_.zero_();
  }

  at::Tensor generator_loss(double scale, const zeroth::SeenBatch& batch, at::Generator rng) {
    const zeroth::tfvaegan::Latent latent = encoder_(batch.features(), batch.attributes);
    const at::Tensor reconstructed = logits(latent.sampled(rng), batch.attributes, scale);
    const at::Tensor fake =
        encoded_noise_ ? reconstructed.sigmoid() : fake_of(reconstructed, scale, batch, rng);
    return zeroth::networks::feature_reconstruction(reconstructed, batch.features()) +
           zeroth::networks::vae_kl(latent.mean, latent.log_variance) -
           adversarial_weight_ * critic_.score(fake, batch.attributes).mean() +
           reconstruction_weight_ * semantic(fake, batch);
  }

  /// A fake row from noise. The released code takes its feedback from the reconstruction.
  at::Tensor fake_of(const at::Tensor& reconstructed, double scale, const zeroth::SeenBatch& batch,
                     at::Generator rng) const {
    const at::Tensor noise = normal_rows(batch.attributes, batch.attributes.size(1), rng);
    if (scale == 0 || feedback_source_ == "fake") {
      return logits(noise, batch.attributes, scale).sigmoid();
    }
    const at::Tensor hidden = generator_.hidden_of(noise, batch.attributes);
    const at::Tensor source = decoder_.hidden_of(reconstructed.sigmoid()).detach();
    return generator_.refined(hidden, source, scale).sigmoid();
  }

  std::int64_t hidden_ = 4096;
  std::int64_t critic_steps_ = 5;
  double adversarial_weight_ = 10.0;
  double first_penalty_weight_ = 10.0;
  double reconstruction_weight_ = 0.01;
  std::string reconstruction_ = "weighted-l1";
  bool encoded_noise_ = true;
  bool freeze_decoder_ = false;
  double feedback_scale_ = 1.0;
  double synthesis_feedback_scale_ = 1.0;
  std::string feedback_source_ = "reconstruction";
  double learning_rate_ = 1e-4;
  double feedback_learning_rate_ = 1e-5;
  double decoder_learning_rate_ = 1e-4;

  Encoder encoder_;
  FeedbackGenerator generator_;
  Decoder decoder_;
  zeroth::networks::Critic critic_;
  at::Tensor penalty_weight_;  // [] double
  at::Tensor penalty_sum_;     // [] double, of the critic steps since the last generator step
};

}  // namespace

ZEROTH_GENERATOR(TfVaegan, "tf-vaegan", "1.0.0")
