#pragma once

#include <zeroth/networks/linear.h>

namespace zeroth::networks {

/// A conditional Wasserstein critic with one hidden layer (Xian et al., CVPR 2018):
/// concat(x [B,D], a [B,d]) -> Linear -> LeakyReLU(0.2) -> Linear -> [B,1].
struct Critic {
  Critic() = default;
  Critic(std::int64_t features, std::int64_t attributes, std::int64_t width, at::Generator rng);

  /// Scores [B,1]. A gradient flows to `x` and to the weights that require one.
  at::Tensor score(const at::Tensor& x, const at::Tensor& a) const;

  void append_to(NamedTensors& tensors, const std::string& prefix) const;

  Linear hidden;
  Linear output;
};

/// The rows that a critic compares.
struct CriticBatch {
  at::Tensor real;        ///< [B,D]
  at::Tensor fake;        ///< [B,D], a constant
  at::Tensor attributes;  ///< [B,d]
  at::Tensor mix;         ///< [B], the share of the real row in the interpolated one
};

/// mean critic(fake) - mean critic(real) + weight * gradient penalty, and the penalty alone
/// without its weight (a constant).
struct CriticLoss {
  at::Tensor total;
  at::Tensor penalty;
};

/// The critic's loss of WGAN-GP (Gulrajani et al., NeurIPS 2017, equation 3).
///
/// A gradient flows to the weights of the critic only. It is computed in closed form: the critic is
/// piecewise linear, so the gradient at an interpolated row is (w2 * slope) W_x and its derivative
/// needs no second pass of autograd; and since the hidden layer is affine, the pre-activation of
/// the interpolated row is the interpolation of the two pre-activations. Exact up to rounding.
CriticLoss critic_loss(const Critic& critic, const CriticBatch& batch, double penalty_weight);
/// The same bits by a weight [] double that lives where the rows do: nothing waits for its number.
/// [since SDK 1.1]
CriticLoss critic_loss(const Critic& critic, const CriticBatch& batch,
                       const at::Tensor& penalty_weight);

/// The weighted gradient penalty alone, by the same closed form.
at::Tensor gradient_penalty(const Critic& critic, const CriticBatch& batch, double weight);

}  // namespace zeroth::networks
