#pragma once

#include "plugins/networks/linear.h"

namespace zeroth::networks {

/// The generator of f-CLSWGAN and CE-GZSL (plugins/generator/README.md, feature generator):
/// concat(noise [B,d_w], a [B,d]) -> Linear -> LeakyReLU(0.2) -> Linear -> ReLU -> [B,D].
struct FeatureGenerator {
  FeatureGenerator() = default;
  FeatureGenerator(std::int64_t noise, std::int64_t attributes, std::int64_t width,
                   std::int64_t features, at::Generator rng);

  /// Features for noise drawn from `rng`.
  at::Tensor operator()(const at::Tensor& attributes, at::Generator rng) const;

  void append_to(NamedTensors& tensors, const std::string& prefix) const;

  Linear hidden;
  Linear output;
};

/// Standard normal rows [B,length] beside `rows` [B,...], of their dtype and device.
at::Tensor normal_rows(const at::Tensor& rows, std::int64_t length, at::Generator rng);

/// One number in [0,1) for each of `rows` [B,...]: [B].
at::Tensor uniform_mix(const at::Tensor& rows, at::Generator rng);

}  // namespace zeroth::networks
