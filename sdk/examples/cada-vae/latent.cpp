#include "latent.h"

#include <ATen/TensorOperators.h>
#include <zeroth/networks/noise.h>

namespace cada_vae {
namespace {

// Keeps the root's derivative finite where two rows are the same.
constexpr double kUnderRoot = 1e-12;

}  // namespace

at::Tensor Latent::deviation() const { return (0.5 * log_variance).exp(); }

at::Tensor Latent::moved_by(const at::Tensor& noise) const { return mean + deviation() * noise; }

at::Tensor Latent::drawn(at::Generator rng) const {
  return moved_by(zeroth::networks::normal_rows(mean, mean.size(1), rng));
}

at::Tensor divergence(const Latent& of) {
  return 0.5 * (of.mean.square() + of.log_variance.exp() - 1 - of.log_variance).sum(1).mean();
}

at::Tensor distance(const Latent& a, const Latent& b) {
  const at::Tensor square = (a.mean - b.mean).square() + (a.deviation() - b.deviation()).square();
  return (square.sum(1) + kUnderRoot).sqrt().mean();
}

at::Tensor absolute_error(const at::Tensor& made, const at::Tensor& wanted) {
  return (made - wanted).abs().sum(1).mean();
}

}  // namespace cada_vae
