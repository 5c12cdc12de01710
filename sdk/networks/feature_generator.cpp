#include <ATen/ops/cat.h>
#include <ATen/ops/leaky_relu.h>
#include <ATen/ops/relu.h>
#include <zeroth/networks/feature_generator.h>
#include <zeroth/networks/noise.h>

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

}  // namespace zeroth::networks
