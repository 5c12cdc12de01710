#pragma once

#include <zeroth/networks/linear.h>

namespace zeroth::networks {

/// A conditional generator with one hidden layer, as f-CLSWGAN has it (Xian et al., CVPR 2018):
/// concat(noise [B,d_w], a [B,d]) -> Linear -> LeakyReLU(0.2) -> Linear -> ReLU -> [B,D].
struct FeatureGenerator {
  FeatureGenerator() = default;
  FeatureGenerator(std::int64_t noise, std::int64_t attributes, std::int64_t width,
                   std::int64_t features, at::Generator rng);

  /// Features [B,D] for attributes [B,d] and noise drawn from `rng`.
  at::Tensor operator()(const at::Tensor& attributes, at::Generator rng) const;

  void append_to(NamedTensors& tensors, const std::string& prefix) const;

  Linear hidden;
  Linear output;
};

}  // namespace zeroth::networks
