#pragma once

#include <ATen/core/Tensor.h>

namespace zeroth::host {

/// How far a score of a model may be from the one that its run stored, as a share of itself and of
/// the largest of all: the run may have computed in bf16, or elsewhere.
inline constexpr double kScoreTolerance = 2e-3;

/// The size of the largest; 0 where there are none.
double largest_of(const at::Tensor& scores);

}  // namespace zeroth::host
