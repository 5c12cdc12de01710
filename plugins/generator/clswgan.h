#pragma once

#include <zeroth/generator.h>
#include <zeroth/networks/critic.h>
#include <zeroth/networks/feature_generator.h>

#include <cstdint>
#include <string>

namespace zeroth::clswgan {

/// f-CLSWGAN, and the methods that add a term to what its generator learns
/// (plugins/generator/README.md, f-CLSWGAN): a feature generator, a Wasserstein critic with a
/// gradient penalty and an auxiliary classifier.
class Clswgan : public Generator {
 public:
  void build(const Sizes& sizes, at::Generator rng) override;
  NamedTensors parameters() override;
  Schedule schedule() const override;
  at::Tensor loss(const std::string& phase, const SeenBatch& batch, at::Generator rng) override;
  at::Tensor sample(const at::Tensor& attributes, at::Generator rng) override;

 protected:
  template <class G>
  static void describe_clswgan(Schema<G>& s) {
    s.param("noise", &Clswgan::noise_, "length of the noise vector; 0 = as many as attributes")
        .at_least(0)
        .at_most(1e6);
    s.param("hidden", &Clswgan::hidden_, "width of both hidden layers").at_least(1).at_most(1e6);
    s.param("critic_steps", &Clswgan::critic_steps_, "critic steps per generator step")
        .at_least(1)
        .at_most(1e6);
    s.param("penalty_weight", &Clswgan::penalty_weight_, "weight of the gradient penalty")
        .at_least(0);
    s.param("classification_weight", &Clswgan::classification_weight_,
            "weight of the auxiliary classification loss; 0 = no classifier")
        .at_least(0);
    s.param("classifier_epochs", &Clswgan::classifier_epochs_,
            "epochs of the auxiliary classifier, before the GAN")
        .at_least(1)
        .at_most(1e6);
    s.param("classifier_batch", &Clswgan::classifier_batch_, "its batch").at_least(1).at_most(1e6);
    s.param("classifier_learning_rate", &Clswgan::classifier_learning_rate_, "its learning rate")
        .above(0);
    s.param("learning_rate", &Clswgan::learning_rate_, "of generator and critic").above(0);
    s.param("beta1", &Clswgan::beta1_, "Adam, first moment").at_least(0).below(1);
    s.param("beta2", &Clswgan::beta2_, "Adam, second moment").at_least(0).below(1);
  }

  /// What a method adds to the loss of the generator's step, for `fake` rows [B,D] of the batch; an
  /// undefined tensor where it adds nothing.
  virtual at::Tensor added(const at::Tensor& fake, const SeenBatch& batch, at::Generator rng);

  /// How something is trained before the GAN.
  struct Before {
    double learning_rate;
    std::int64_t epochs, batch;
  };
  /// Adds `stage`, which moves the parameters `name`.* by the phase `name`, with passes over the
  /// rows in which an incomplete last batch is dropped.
  void train_before(Schedule& s, const std::string& name, const std::string& stage,
                    const Before& how) const;

 private:
  /// Stages that a method runs before the GAN, behind the classifier's.
  virtual void add_stages(Schedule& s) const;
  bool has_classifier() const { return classification_weight_ > 0; }
  at::Tensor classification(const at::Tensor& features, const SeenBatch& batch) const;
  at::Tensor critic_loss(const SeenBatch& batch, at::Generator rng);
  at::Tensor generator_loss(const SeenBatch& batch, at::Generator rng);

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

  networks::FeatureGenerator generator_;
  networks::Critic critic_;
  networks::Linear classifier_;
};

}  // namespace zeroth::clswgan
