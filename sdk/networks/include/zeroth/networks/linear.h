#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>
#include <zeroth/tensors.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace zeroth::networks {

class Applications;

/// How the weights of a layer start.
enum class Init {
  normal,       ///< weights N(0, 0.02^2), bias 0: what the generative methods use
  uniform,      ///< weights and bias uniform in +-1/sqrt(inputs): LibTorch's default
  fan_average,  ///< weights uniform with variance 2 / (inputs + outputs), bias 0 (Glorot & Bengio)
};

/// An affine layer: weight [out,in], bias [out], float32.
struct Linear {
  Linear() = default;
  Linear(std::int64_t inputs, std::int64_t outputs, Init init, at::Generator rng);
  Linear(at::Tensor weight_tensor, at::Tensor bias_tensor)
      : weight(std::move(weight_tensor)), bias(std::move(bias_tensor)) {}

  /// x [N,in] -> [N,out].
  at::Tensor operator()(const at::Tensor& x) const;

  /// The same layer, of the same tensors, for a chain that applies it several times: see
  /// Applications.
  Linear repeated() const;

  /// Adds `prefix`.weight and `prefix`.bias to `tensors`.
  void append_to(NamedTensors& tensors, const std::string& prefix) const;

  at::Tensor weight;
  at::Tensor bias;

 private:
  std::shared_ptr<Applications> applications_;
};

/// Slope of the leaky ReLUs here.
inline constexpr double kLeakySlope = 0.2;

}  // namespace zeroth::networks
