#pragma once

#include <ATen/core/Tensor.h>

namespace zeroth::networks {

/// Rows [N,D] over their Euclidean norms; one shorter than `smallest` is divided by that, so that a
/// row of zeros stays one.
at::Tensor unit_rows(const at::Tensor& rows, double smallest = 1e-12);

}  // namespace zeroth::networks
