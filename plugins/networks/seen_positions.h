#pragma once

#include <ATen/core/Tensor.h>

namespace zeroth::networks {

/// Places [B] of class ids `labels` [B] among the sorted seen classes [S].
/// @throws Error that names an id which is not among them: a loss must not train on it.
at::Tensor seen_positions(const at::Tensor& labels, const at::Tensor& seen);

}  // namespace zeroth::networks
