#pragma once

#include <ATen/core/Generator.h>
#include <zeroth/networks/linear.h>

#include <cstdint>
#include <vector>

// The invertible network of IZF (plugins/generator/README.md). D features.
namespace zeroth::izf {

/// What the flow makes of rows: codes [N,D], and log |det d code / d row| [N].
struct Coded {
  at::Tensor code;
  at::Tensor log_determinant;
};

/// Moves and scales one half of a row by what a network says of the other half (Dinh et al., ICLR
/// 2017, arXiv:1605.08803, section 3.2).
struct Coupling {
  Coupling() = default;
  Coupling(std::int64_t read, std::int64_t moved, std::int64_t width, at::Generator rng);
  /// Logarithm of the scale, within +-`largest`, and shift of the other half, from the half that
  /// stays.
  struct Change {
    at::Tensor log_scale, shift;
  };
  Change change(const at::Tensor& stays, double largest) const;

  networks::Linear hidden, output;
};

/// Couplings with a fixed permutation behind each.
class Flow {
 public:
  Flow() = default;
  Flow(std::int64_t features, std::int64_t couplings, std::int64_t width, double largest_scale,
       at::Generator rng);
  /// Of given couplings, `flow.0.hidden.weight` and so on, as many as there are.
  Flow(const TensorMap& weights, double largest_scale);

  /// x [N,D] -> codes and determinants. A gradient flows to x and to the weights.
  Coded forward(const at::Tensor& x) const;
  /// The row of a code: x = inverse(forward(x).code) up to rounding.
  at::Tensor inverse(const at::Tensor& code) const;
  void append_to(NamedTensors& tensors) const;

 private:
  std::vector<Coupling> couplings_;
  double largest_scale_ = 0;
};

}  // namespace zeroth::izf
