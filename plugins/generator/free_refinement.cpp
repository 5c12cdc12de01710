#include "plugins/generator/free_refinement.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/leaky_relu.h>

#include "plugins/generator/tf_vaegan_networks.h"

namespace zeroth::refinement {
namespace {

using networks::Init;
using tfvaegan::layer_of;

at::Tensor leaky(const at::Tensor& x) { return at::leaky_relu(x, networks::kLeakySlope); }

at::Tensor square_distance(const at::Tensor& rows, const at::Tensor& centres,
                           const at::Tensor& places) {
  return (rows - centres.index_select(0, places)).square().sum(1);
}

}  // namespace

Refinement::Refinement(const Sizes& sizes, std::int64_t width, std::int64_t latents,
                       at::Generator rng)
    : hidden(sizes.features, width, Init::normal, rng),
      latent(width, latents, Init::normal, rng),
      attributes(latents, sizes.attributes, Init::normal, rng),
      centres(at::empty({sizes.seen, latents}, hidden.weight.options()).normal_(0.0, 1.0, rng)) {}

Refinement::Refinement(const TensorMap& in)
    : hidden(layer_of(in, "refinement.hidden")),
      latent(layer_of(in, "refinement.latent")),
      attributes(layer_of(in, "refinement.attributes")) {}

Refined Refinement::operator()(const at::Tensor& x) const {
  const at::Tensor h = latent(leaky(hidden(x)));
  return {h, attributes(leaky(h))};
}

at::Tensor Refinement::rows(const at::Tensor& x) const {
  const Refined of = (*this)(x);
  return at::cat({x, of.latent, of.attributes}, 1);
}

void Refinement::append_to(NamedTensors& tensors) const {
  hidden.append_to(tensors, "refinement.hidden");
  latent.append_to(tensors, "refinement.latent");
  attributes.append_to(tensors, "refinement.attributes");
  tensors.push_back({"refinement.centres", centres});
}

at::Tensor margin_centre_loss(const at::Tensor& latent, const at::Tensor& own,
                              const at::Tensor& other, const at::Tensor& centres, double margin,
                              double balance) {
  const at::Tensor near = square_distance(latent, centres, own);
  const at::Tensor far = square_distance(latent, centres, other);
  return (margin + balance * near - (1 - balance) * far).clamp_min(0).mean();
}

at::Tensor cycle_loss(const at::Tensor& found, const at::Tensor& attributes) {
  return (found - attributes).abs().sum(1).mean();
}

}  // namespace zeroth::refinement
