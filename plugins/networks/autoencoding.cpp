#include "plugins/networks/autoencoding.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/softplus.h>

namespace zeroth::networks {
namespace {

// Keeps the root's derivative finite where a row is reconstructed exactly.
constexpr double kUnderNorm = 1e-12;

}  // namespace

at::Tensor semantic_reconstruction(const at::Tensor& decoded, const at::Tensor& attributes,
                                   bool weighted) {
  const at::Tensor error = decoded - attributes;
  if (!weighted) return error.abs().sum(1).mean();
  const at::Tensor square = error.square();
  return ((square * error.abs()).sum(1) / (square.sum(1) + kUnderNorm).sqrt()).mean();
}

at::Tensor vae_kl(const at::Tensor& mean, const at::Tensor& log_variance) {
  return -0.5 * (1 + log_variance - mean.square() - log_variance.exp()).sum(1).mean();
}

at::Tensor feature_reconstruction(const at::Tensor& logits, const at::Tensor& features) {
  // x softplus(-l) + (1 - x) softplus(l) = softplus(l) - x l
  return (at::softplus(logits) - features * logits).sum(1).mean();
}

}  // namespace zeroth::networks
