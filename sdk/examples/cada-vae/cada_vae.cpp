/// CADA-VAE: two variational autoencoders, one of features and one of attributes, whose codes are
/// brought together; the final classifier learns from codes.
/// Schonfeld et al., CVPR 2019, arXiv:1812.01784, section 3; README.md has the formulas.
#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/full.h>
#include <zeroth/abilities.h>
#include <zeroth/generator.h>
#include <zeroth/networks/noise.h>

#include "autoencoder.h"
#include "warm_up.h"

namespace {

using cada_vae::absolute_error;
using cada_vae::Decoder;
using cada_vae::Encoder;
using cada_vae::Latent;
using cada_vae::risen;
using zeroth::networks::normal_rows;

/// What the loss is put together of, without its weights.
struct Parts {
  at::Tensor own, cross, divergence, alignment;
};

class CadaVae final : public zeroth::Generator,
                      public zeroth::ClassifierInput,
                      public zeroth::ClassifierSamples,
                      public zeroth::DynamicPhases,
                      public zeroth::Pieces {
 public:
  static void describe(zeroth::Schema<CadaVae>& s);

  void validate() const {
    cada_vae::check_warm_up(divergence_warm_up_, "divergence_warm_up");
    cada_vae::check_warm_up(cross_warm_up_, "cross_warm_up");
    cada_vae::check_warm_up(alignment_warm_up_, "alignment_warm_up");
  }

  void build(const zeroth::Sizes& sizes, at::Generator rng) override {
    const auto D = sizes.features, d = sizes.attributes;
    feature_encoder_ = Encoder(D, feature_encoder_hidden_, latent_, rng);
    feature_decoder_ = Decoder(latent_, feature_decoder_hidden_, D, rng);
    attribute_encoder_ = Encoder(d, attribute_encoder_hidden_, latent_, rng);
    attribute_decoder_ = Decoder(latent_, attribute_decoder_hidden_, d, rng);
  }

  zeroth::NamedTensors parameters() override {
    zeroth::NamedTensors tensors;
    feature_encoder_.append_to(tensors, "feature_encoder");
    feature_decoder_.append_to(tensors, "feature_decoder");
    attribute_encoder_.append_to(tensors, "attribute_encoder");
    attribute_decoder_.append_to(tensors, "attribute_decoder");
    return tensors;
  }

  zeroth::Schedule schedule() const override {
    return zeroth::Schedule::once("autoencoders", zeroth::Optimiser().amsgrad(learning_rate_),
                                  zeroth::Stage().sampling(zeroth::Sampling::epoch));
  }

  /// The processor decides what the weights have risen to.
  std::vector<std::string> dynamic_phases() const override { return {"autoencoders"}; }

  at::Tensor loss(const std::string&, const zeroth::SeenBatch& batch, at::Generator rng) override {
    const at::Tensor &x = batch.features(), &a = batch.attributes;
    const at::Tensor feature_noise = normal_rows(x, latent_, rng);
    const Parts of = parts(x, a, feature_noise, normal_rows(a, latent_, rng));
    const double done = batch.progress.done();
    return of.own + cross_weight_ * risen(cross_warm_up_, done) * of.cross +
           divergence_weight_ * risen(divergence_warm_up_, done) * of.divergence +
           alignment_weight_ * risen(alignment_warm_up_, done) * of.alignment;
  }

  at::Tensor sample(const at::Tensor& attributes, at::Generator rng) override {
    return feature_decoder_(samples_of_classes(attributes, rng));
  }

  at::Tensor classifier_input(const at::Tensor& features) const override {
    return feature_encoder_(features).mean;
  }
  at::Tensor samples_of_rows(const at::Tensor& features, at::Generator rng) const override {
    return feature_encoder_(features).drawn(rng);
  }
  at::Tensor samples_of_classes(const at::Tensor& attributes, at::Generator rng) const override {
    return attribute_encoder_(attributes).drawn(rng);
  }

  zeroth::TensorMap piece(const std::string& name, const zeroth::TensorMap& in) const override;

 private:
  /// Of rows x [B,D] and their attributes a [B,d], whose codes are moved by noise [B,Z].
  Parts parts(const at::Tensor& x, const at::Tensor& a, const at::Tensor& feature_noise,
              const at::Tensor& attribute_noise) const {
    const Latent of_features = feature_encoder_(x), of_attributes = attribute_encoder_(a);
    // Both codes through a decoder at once: a batch alone is few rows beside the weights.
    const at::Tensor codes = at::cat(
        {of_features.moved_by(feature_noise), of_attributes.moved_by(attribute_noise)});
    const std::vector<at::Tensor> features = feature_decoder_(codes).chunk(2);
    const std::vector<at::Tensor> attributes = attribute_decoder_(codes).chunk(2);
    return {absolute_error(features[0], x) + absolute_error(attributes[1], a),
            absolute_error(features[1], x) + absolute_error(attributes[0], a),
            divergence(of_features) + divergence(of_attributes),
            distance(of_features, of_attributes)};
  }
  static zeroth::TensorMap losses_piece(const zeroth::TensorMap& in);

  // Defaults are the paper's, for 2048 features; its warm-ups are told in epochs of 100.
  std::int64_t latent_ = 64;
  std::int64_t feature_encoder_hidden_ = 1560, feature_decoder_hidden_ = 1660;
  std::int64_t attribute_encoder_hidden_ = 1450, attribute_decoder_hidden_ = 665;
  double divergence_weight_ = 0.234, cross_weight_ = 2.376, alignment_weight_ = 8.64;
  std::vector<double> divergence_warm_up_ = {0, 0.9};
  std::vector<double> cross_warm_up_ = {0.21, 0.75};
  std::vector<double> alignment_warm_up_ = {0.06, 0.22};
  double learning_rate_ = 0.00015;

  Encoder feature_encoder_, attribute_encoder_;
  Decoder feature_decoder_, attribute_decoder_;
};

void CadaVae::describe(zeroth::Schema<CadaVae>& s) {
  s.summary("CADA-VAE: autoencoders of features and attributes with aligned codes.");
  s.cite(
      "Schonfeld et al., Generalized Zero- and Few-Shot Learning via Aligned Variational "
      "Autoencoders, CVPR 2019, arXiv:1812.01784");
  s.param("latent", &CadaVae::latent_, "Z, length of a code").at_least(1);
  s.param("feature_encoder_hidden", &CadaVae::feature_encoder_hidden_, "width of its hidden layer")
      .at_least(1);
  s.param("feature_decoder_hidden", &CadaVae::feature_decoder_hidden_, "width of its hidden layer")
      .at_least(1);
  s.param("attribute_encoder_hidden", &CadaVae::attribute_encoder_hidden_,
          "width of its hidden layer")
      .at_least(1);
  s.param("attribute_decoder_hidden", &CadaVae::attribute_decoder_hidden_,
          "width of its hidden layer")
      .at_least(1);
  s.param("divergence_weight", &CadaVae::divergence_weight_,
          "beta, of the codes' divergence from standard normal ones")
      .at_least(0);
  s.param("divergence_warm_up", &CadaVae::divergence_warm_up_,
          "shares of the training between which beta rises");
  s.param("cross_weight", &CadaVae::cross_weight_,
          "gamma, of what is decoded from the other one's code")
      .at_least(0);
  s.param("cross_warm_up", &CadaVae::cross_warm_up_,
          "shares of the training between which gamma rises");
  s.param("alignment_weight", &CadaVae::alignment_weight_,
          "delta, of the distance between the codes of a row and its attributes")
      .at_least(0);
  s.param("alignment_warm_up", &CadaVae::alignment_warm_up_,
          "shares of the training between which delta rises");
  s.param("learning_rate", &CadaVae::learning_rate_, "of AMSGrad").above(0);
  s.piece("cada-vae.losses");
  s.piece("cada-vae.divergence");
  s.piece("cada-vae.alignment");
  s.piece("cada-vae.warm-up");
}

zeroth::TensorMap CadaVae::losses_piece(const zeroth::TensorMap& in) {
  CadaVae given;
  given.feature_encoder_ = Encoder(in, "feature_encoder");
  given.feature_decoder_ = Decoder(in, "feature_decoder");
  given.attribute_encoder_ = Encoder(in, "attribute_encoder");
  given.attribute_decoder_ = Decoder(in, "attribute_decoder");
  const Parts of =
      given.parts(in["features"], in["attributes"], in["feature_noise"], in["attribute_noise"]);
  zeroth::TensorMap out;
  out.set("own", of.own);
  out.set("cross", of.cross);
  out.set("divergence", of.divergence);
  out.set("alignment", of.alignment);
  return out;
}

zeroth::TensorMap CadaVae::piece(const std::string& name, const zeroth::TensorMap& in) const {
  if (name == "cada-vae.losses") return losses_piece(in);
  zeroth::TensorMap out;
  if (name == "cada-vae.warm-up") {
    const at::Tensor done = in["done"];
    const std::vector<double> between = {in["begin"].item<double>(), in["end"].item<double>()};
    out.set("share", at::full({}, risen(between, done.item<double>()), done.options()));
    return out;
  }
  const Latent first{in["mean"], in["log_variance"]};
  const bool alone = name == "cada-vae.divergence";
  out.set("loss", alone ? divergence(first)
                        : distance(first, {in["other_mean"], in["other_log_variance"]}));
  return out;
}

}  // namespace

ZEROTH_GENERATOR(CadaVae, "cada-vae", "0.1.0")
