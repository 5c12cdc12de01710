#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <optional>

namespace zeroth::host {

/// A derivative in one direction, as autograd says and as finite differences say.
struct WrongSlope {
  double got, slope;
};

/// The first direction in which a gradient is not what finite differences give; nothing if there
/// is none. `moved(by)` is the value after a move, in double precision. At a kink whatever lies
/// between the slopes of both sides will do.
std::optional<WrongSlope> wrong_slope(const at::Tensor& gradient, std::uint64_t seed,
                                      const std::function<double(const at::Tensor& by)>& moved);

/// The derivative of a scalar by a leaf; nothing where nothing leads there.
std::optional<at::Tensor> gradient_to(const at::Tensor& value, const at::Tensor& leaf);

/// The same, or zeros.
at::Tensor gradient_of(const at::Tensor& value, const at::Tensor& leaf);

}  // namespace zeroth::host
