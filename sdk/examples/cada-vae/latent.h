#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

namespace cada_vae {

/// What an encoder says of N rows: independent normal numbers, Z for each row.
struct Latent {
  at::Tensor mean;          ///< [N,Z]
  at::Tensor log_variance;  ///< [N,Z]

  /// [N,Z]
  at::Tensor deviation() const;
  /// mean + deviation * noise, of noise [N,Z].
  at::Tensor moved_by(const at::Tensor& noise) const;
  /// One draw for each row, [N,Z], with a gradient to mean and variance.
  at::Tensor drawn(at::Generator rng) const;
};

/// Divergence of the rows from standard normal ones, a sum over Z and a mean over the rows.
/// Kingma & Welling, ICLR 2014, arXiv:1312.6114, appendix B.
at::Tensor divergence(const Latent& of);

/// 2-Wasserstein distance of the rows of `a` from those of `b`, which for independent normal
/// numbers is |mean_a - mean_b|^2 + |deviation_a - deviation_b|^2 under a root; a mean over the
/// rows. Distribution alignment of CADA-VAE, arXiv:1812.01784, section 3.2.
at::Tensor distance(const Latent& a, const Latent& b);

/// Sum of the absolute errors of a row of `made` [N,D], a mean over the rows.
at::Tensor absolute_error(const at::Tensor& made, const at::Tensor& wanted);

}  // namespace cada_vae
