#pragma once

#include <ATen/core/Tensor.h>

namespace zeroth::host {

/// Whether the product of two float matrices is large enough for other kernels, or rounded factors,
/// to gain something; false for everything else, matrices that do not fit each other included.
bool large_product(const at::Tensor& a, const at::Tensor& b);

}  // namespace zeroth::host
