#pragma once

#include <zeroth/networks/linear.h>

namespace zeroth::networks {

/// CE-GZSL's comparator (plugins/generator/README.md): how well a descriptor fits an embedding.
/// concat(h_i, a_c) -> Linear -> LeakyReLU(0.2) -> Linear -> scalar, for every pair. The first
/// layer is applied to rows and classes apart, so [B,S,m] is never held.
struct Comparator {
  Comparator() = default;
  Comparator(std::int64_t embedding, std::int64_t attributes, std::int64_t width,
             at::Generator rng);

  /// h [B,E], a [S,d] -> [B,S]. A gradient flows to `h` and to the weights that require one.
  at::Tensor operator()(const at::Tensor& h, const at::Tensor& a) const;

  void append_to(NamedTensors& tensors, const std::string& prefix) const;

  Linear hidden;
  Linear output;
};

}  // namespace zeroth::networks
