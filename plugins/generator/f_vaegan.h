#pragma once

#include <zeroth/generator.h>
#include <zeroth/networks/critic.h>

#include <cstdint>
#include <string>

#include "plugins/generator/tf_vaegan_networks.h"

namespace zeroth::fvaegan {

/// f-VAEGAN-D2 where no unlabelled rows are given, and the methods that add a term to what its
/// generator learns (plugins/generator/README.md, f-VAEGAN-D2): a conditional VAE and a conditional
/// Wasserstein GAN that share their generator. Encoder and generator are those of TF-VAEGAN.
class FVaegan : public Generator {
 public:
  void build(const Sizes& sizes, at::Generator rng) override;
  NamedTensors parameters() override;
  Schedule schedule() const override;
  at::Tensor loss(const std::string& phase, const SeenBatch& batch, at::Generator rng) override;
  at::Tensor sample(const at::Tensor& attributes, at::Generator rng) override;

 protected:
  template <class G>
  static void describe_f_vaegan(Schema<G>& s) {
    s.param("hidden", &FVaegan::hidden_, "width of every hidden layer").at_least(1).at_most(1e6);
    s.param("critic_steps", &FVaegan::critic_steps_, "critic steps per generator step")
        .at_least(1)
        .at_most(1e6);
    s.param("adversarial_weight", &FVaegan::adversarial_weight_,
            "gamma, of the Wasserstein GAN beside the VAE")
        .above(0);
    s.param("penalty_weight", &FVaegan::penalty_weight_, "weight of the gradient penalty")
        .at_least(0);
    s.param("learning_rate", &FVaegan::learning_rate_, "of every network").above(0);
    s.param("beta1", &FVaegan::beta1_, "Adam, first moment").at_least(0).below(1);
    s.param("beta2", &FVaegan::beta2_, "Adam, second moment").at_least(0).below(1);
  }

  /// What a method adds to the loss of the generator's step, for `fake` rows [B,D] of the batch; an
  /// undefined tensor where it adds nothing.
  virtual at::Tensor added(const at::Tensor& fake, const SeenBatch& batch, at::Generator rng);
  /// Adds an optimiser of the parameters `name`.*, which the generator's step moves too.
  void move_with_generator(Schedule& s, Phase& step, const std::string& name) const;

  /// Width of hidden layers.
  std::int64_t hidden() const { return hidden_; }

  /// Both losses of given weights and noise, without what a method adds.
  static TensorMap losses_piece(const TensorMap& in);

 private:
  /// What a method moves in the generator's step beside encoder and generator.
  virtual void add_moved(Schedule& s, Phase& step) const;

  at::Tensor logits(const at::Tensor& code, const at::Tensor& attributes) const;
  at::Tensor made(const at::Tensor& code, const at::Tensor& attributes) const;
  at::Tensor critic_loss(const networks::CriticBatch& rows) const;
  /// `fake` rows [B,D] are made from noise, `code_noise` [B,d] is that of the codes of real rows.
  at::Tensor generator_loss(const at::Tensor& features, const at::Tensor& attributes,
                            const at::Tensor& code_noise, const at::Tensor& fake) const;

  std::int64_t hidden_ = 4096;
  std::int64_t critic_steps_ = 5;
  double adversarial_weight_ = 1000.0;
  double penalty_weight_ = 10.0;
  double learning_rate_ = 1e-4;
  double beta1_ = 0.5;
  double beta2_ = 0.999;

  tfvaegan::Encoder encoder_;
  tfvaegan::CodeGenerator generator_;
  networks::Critic critic_;
};

}  // namespace zeroth::fvaegan
