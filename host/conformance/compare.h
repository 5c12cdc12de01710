#pragma once

#include <zeroth/tensors.h>

#include <string>

#include "host/base/problem.h"

namespace zeroth::host {

/// "ood.mine failed in score(): the score ran out of luck".
std::string text_of(const Failure& failure);

/// "[60, 12]".
std::string size_text(const at::Tensor& tensor);

/// What differs between two sets of tensors of the same names: a name and by how much. Empty when
/// |a - b| <= tolerance * (1 + |b|) everywhere, on whichever devices they are; with a tolerance of
/// 0 every bit must agree, and NaN equals NaN.
std::string difference(const TensorMap& a, const TensorMap& b, double tolerance = 0);

/// Copies that nothing else can change.
TensorMap copies(const NamedTensors& tensors);

}  // namespace zeroth::host
