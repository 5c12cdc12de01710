#pragma once

#include <zeroth/networks/linear.h>
#include <zeroth/tensors.h>

#include <cstdint>
#include <string>

#include "latent.h"

namespace cada_vae {

/// Linear, ReLU, and a Linear each for mean and logarithm of the variance.
class Encoder {
 public:
  Encoder() = default;
  Encoder(std::int64_t inputs, std::int64_t hidden, std::int64_t latent, at::Generator rng);
  /// Of given weights, under the names that append_to() has for them.
  Encoder(const zeroth::TensorMap& weights, const std::string& prefix);
  /// x [N,inputs] -> Z numbers a row.
  Latent operator()(const at::Tensor& x) const;
  void append_to(zeroth::NamedTensors& tensors, const std::string& prefix) const;

 private:
  zeroth::networks::Linear hidden_, mean_, log_variance_;
};

/// Linear, ReLU, Linear.
class Decoder {
 public:
  Decoder() = default;
  Decoder(std::int64_t latent, std::int64_t hidden, std::int64_t outputs, at::Generator rng);
  Decoder(const zeroth::TensorMap& weights, const std::string& prefix);
  /// z [N,Z] -> [N,outputs].
  at::Tensor operator()(const at::Tensor& z) const;
  void append_to(zeroth::NamedTensors& tensors, const std::string& prefix) const;

 private:
  zeroth::networks::Linear hidden_, output_;
};

}  // namespace cada_vae
