#include "plugins/networks/feature_generator.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/leaky_relu.h>
#include <ATen/ops/relu.h>

#include <utility>

namespace zeroth::networks {

FeatureGenerator::FeatureGenerator(std::int64_t noise, std::int64_t attributes, std::int64_t width,
                                   std::int64_t features, at::Generator rng)
    : hidden(noise + attributes, width, Init::normal, rng),
      output(width, features, Init::normal, rng) {}

at::Tensor FeatureGenerator::operator()(const at::Tensor& attributes, at::Generator rng) const {
  const auto length = hidden.weight.size(1) - attributes.size(1);
  const at::Tensor noise = normal_rows(attributes, length, std::move(rng));
  return at::relu(output(at::leaky_relu(hidden(at::cat({noise, attributes}, 1)), kLeakySlope)));
}

void FeatureGenerator::append_to(NamedTensors& tensors, const std::string& prefix) const {
  hidden.append_to(tensors, prefix + ".hidden");
  output.append_to(tensors, prefix + ".output");
}

at::Tensor normal_rows(const at::Tensor& rows, std::int64_t length, at::Generator rng) {
  return at::empty({rows.size(0), length}, rows.options()).normal_(0.0, 1.0, std::move(rng));
}

at::Tensor uniform_mix(const at::Tensor& rows, at::Generator rng) {
  return at::empty({rows.size(0)}, rows.options()).uniform_(0.0, 1.0, std::move(rng));
}

}  // namespace zeroth::networks
