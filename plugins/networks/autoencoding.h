#pragma once

#include <ATen/core/Tensor.h>

namespace zeroth::networks {

/// TF-VAEGAN's decoder loss (plugins/loss/README.md). With e = decoded - attributes, the mean over
/// rows of sum |e|^3 / sqrt(sum e^2 + 1e-12) when `weighted` (what the release computes), else of
/// sum |e|. decoded [B,d], attributes [B,d] -> scalar. A gradient flows to `decoded`, through the
/// weights too.
at::Tensor semantic_reconstruction(const at::Tensor& decoded, const at::Tensor& attributes,
                                   bool weighted);

/// KL(N(mean, exp(log_variance)) || N(0,1)): mean over rows of -1/2 sum(1 + v - m^2 - e^v).
/// Kingma & Welling, ICLR 2014, appendix B. [B,d], [B,d] -> scalar.
at::Tensor vae_kl(const at::Tensor& mean, const at::Tensor& log_variance);

/// Binary cross-entropy of features in [0,1]: mean over rows, sum over features, of
/// x softplus(-l) + (1 - x) softplus(l). logits [B,D] before the sigmoid, features [B,D] -> scalar.
at::Tensor feature_reconstruction(const at::Tensor& logits, const at::Tensor& features);

}  // namespace zeroth::networks
