/// f-CLSWGAN: a conditional Wasserstein GAN that makes features from attributes.
/// Xian et al., CVPR 2018, arXiv:1712.00981, equations 2 to 4.
#include <ATen/TensorOperators.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <zeroth/generator.h>
#include <zeroth/networks/critic.h>
#include <zeroth/networks/feature_generator.h>
#include <zeroth/networks/noise.h>

namespace {

using zeroth::networks::Init;
using zeroth::networks::Linear;

class FClswgan final : public zeroth::Generator {
 public:
  static void describe(zeroth::Schema<FClswgan>& s) {
    s.summary("f-CLSWGAN: Wasserstein GAN with gradient penalty and an auxiliary classifier.");
    s.cite(
        "Xian et al., Feature Generating Networks for Zero-Shot Learning, CVPR 2018, "
        "arXiv:1712.00981");
    s.param("noise", &FClswgan::noise_, "length of the noise vector; 0 = as many as attributes")
        .at_least(0)
        .at_most(1e6);
    s.param("hidden", &FClswgan::hidden_, "width of both hidden layers").at_least(1).at_most(1e6);
    s.param("critic_steps", &FClswgan::critic_steps_, "critic steps per generator step")
        .at_least(1)
        .at_most(1e6);
    s.param("penalty_weight", &FClswgan::penalty_weight_, "weight of the gradient penalty")
        .at_least(0);
    s.param("classification_weight", &FClswgan::classification_weight_,
            "weight of the auxiliary classification loss; 0 = no classifier")
        .at_least(0);
    s.param("classifier_epochs", &FClswgan::classifier_epochs_,
            "epochs of the auxiliary classifier, before the GAN")
        .at_least(1)
        .at_most(1e6);
    s.param("classifier_batch", &FClswgan::classifier_batch_, "its batch").at_least(1).at_most(1e6);
    s.param("classifier_learning_rate", &FClswgan::classifier_learning_rate_, "its learning rate")
        .above(0);
    s.param("learning_rate", &FClswgan::learning_rate_, "of generator and critic").above(0);
    s.param("beta1", &FClswgan::beta1_, "Adam, first moment").at_least(0).below(1);
    s.param("beta2", &FClswgan::beta2_, "Adam, second moment").at_least(0).below(1);
  }

  void build(const zeroth::Sizes& sizes, at::Generator rng) override {
    if (noise_ == 0) noise_ = sizes.attributes;
    generator_ =
        zeroth::networks::FeatureGenerator(noise_, sizes.attributes, hidden_, sizes.features, rng);
    critic_ = zeroth::networks::Critic(sizes.features, sizes.attributes, hidden_, rng);
    if (has_classifier()) classifier_ = Linear(sizes.features, sizes.seen, Init::normal, rng);
  }

  zeroth::NamedTensors parameters() override {
    zeroth::NamedTensors tensors;
    generator_.append_to(tensors, "generator");
    critic_.append_to(tensors, "critic");
    if (has_classifier()) classifier_.append_to(tensors, "classifier");
    return tensors;
  }

  zeroth::Schedule schedule() const override {
    zeroth::Schedule s;
    s.optimiser("critic", {"critic."}).adam(learning_rate_, beta1_, beta2_);
    s.optimiser("generator", {"generator."}).adam(learning_rate_, beta1_, beta2_);
    s.phase("critic").moves({"critic"}).joint();
    s.phase("generator").moves({"generator"}).joint();
    if (has_classifier()) add_classifier_stage(s);
    s.stage("adversarial").round(critic_steps_, {"critic"}).round(1, {"generator"}).on_last_batch();
    return s;
  }

  at::Tensor loss(const std::string& phase, const zeroth::SeenBatch& batch,
                  at::Generator rng) override {
    if (phase == "classifier") return classification(batch.features(), batch);
    if (phase == "critic") return critic_loss(batch, rng);
    return generator_loss(batch, rng);
  }

  at::Tensor sample(const at::Tensor& attributes, at::Generator rng) override {
    return generator_(attributes, rng);
  }

 private:
  bool has_classifier() const { return classification_weight_ > 0; }

  void add_classifier_stage(zeroth::Schedule& s) const {
    s.optimiser("classifier", {"classifier."}).adam(classifier_learning_rate_, beta1_, beta2_);
    s.phase("classifier").moves({"classifier"});
    s.stage("auxiliary classifier")
        .round(1, {"classifier"})
        .sampling(zeroth::Sampling::epoch)
        .epochs(classifier_epochs_)
        .batch(classifier_batch_);
  }

  at::Tensor classification(const at::Tensor& features, const zeroth::SeenBatch& batch) const {
    return at::cross_entropy_loss(classifier_(features), batch.positions);
  }

  at::Tensor critic_loss(const zeroth::SeenBatch& batch, at::Generator rng) {
    const at::Tensor fake = sample(batch.attributes, rng).detach();
    const at::Tensor mix = zeroth::networks::uniform_mix(batch.features(), rng);
    return zeroth::networks::critic_loss(critic_, {batch.features(), fake, batch.attributes, mix},
                                         penalty_weight_)
        .total;
  }

  at::Tensor generator_loss(const zeroth::SeenBatch& batch, at::Generator rng) {
    const at::Tensor fake = sample(batch.attributes, rng);
    const at::Tensor adversarial = -critic_.score(fake, batch.attributes).mean();
    if (!has_classifier()) return adversarial;
    return adversarial + classification_weight_ * classification(fake, batch);
  }

  std::int64_t noise_ = 0;
  std::int64_t hidden_ = 4096;
  std::int64_t critic_steps_ = 5;
  double penalty_weight_ = 10.0;
  double classification_weight_ = 0.01;
  std::int64_t classifier_epochs_ = 50;
  std::int64_t classifier_batch_ = 100;
  double classifier_learning_rate_ = 1e-3;
  double learning_rate_ = 1e-4;
  double beta1_ = 0.5;
  double beta2_ = 0.999;

  zeroth::networks::FeatureGenerator generator_;
  zeroth::networks::Critic critic_;
  Linear classifier_;
};

}  // namespace

ZEROTH_GENERATOR(FClswgan, "f-clswgan", "1.0.0")
