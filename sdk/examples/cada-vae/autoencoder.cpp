#include "autoencoder.h"

#include <ATen/ops/relu.h>

namespace cada_vae {

using zeroth::networks::Init;
using zeroth::networks::Linear;

namespace {

Linear layer_of(const zeroth::TensorMap& weights, const std::string& name) {
  return {weights[name + ".weight"], weights[name + ".bias"]};
}

}  // namespace

Encoder::Encoder(std::int64_t inputs, std::int64_t hidden, std::int64_t latent, at::Generator rng)
    : hidden_(inputs, hidden, Init::fan_average, rng),
      mean_(hidden, latent, Init::fan_average, rng),
      log_variance_(hidden, latent, Init::fan_average, rng) {}

Encoder::Encoder(const zeroth::TensorMap& weights, const std::string& prefix)
    : hidden_(layer_of(weights, prefix + ".hidden")),
      mean_(layer_of(weights, prefix + ".mean")),
      log_variance_(layer_of(weights, prefix + ".log_variance")) {}

Latent Encoder::operator()(const at::Tensor& x) const {
  const at::Tensor hidden = at::relu(hidden_(x));
  return {mean_(hidden), log_variance_(hidden)};
}

void Encoder::append_to(zeroth::NamedTensors& tensors, const std::string& prefix) const {
  hidden_.append_to(tensors, prefix + ".hidden");
  mean_.append_to(tensors, prefix + ".mean");
  log_variance_.append_to(tensors, prefix + ".log_variance");
}

Decoder::Decoder(std::int64_t latent, std::int64_t hidden, std::int64_t outputs, at::Generator rng)
    : hidden_(latent, hidden, Init::fan_average, rng),
      output_(hidden, outputs, Init::fan_average, rng) {}

Decoder::Decoder(const zeroth::TensorMap& weights, const std::string& prefix)
    : hidden_(layer_of(weights, prefix + ".hidden")),
      output_(layer_of(weights, prefix + ".output")) {}

at::Tensor Decoder::operator()(const at::Tensor& z) const { return output_(at::relu(hidden_(z))); }

void Decoder::append_to(zeroth::NamedTensors& tensors, const std::string& prefix) const {
  hidden_.append_to(tensors, prefix + ".hidden");
  output_.append_to(tensors, prefix + ".output");
}

}  // namespace cada_vae
