#pragma once

#include <ATen/core/Tensor.h>

namespace zeroth::host {

/// Whether the product of two float matrices is large enough for other kernels, or rounded factors,
/// to gain something; false for everything else, matrices that do not fit each other included.
bool large_product(const at::Tensor& a, const at::Tensor& b);

/// While it lives, none is for this thread: products are LibTorch's own in fp32, of which a row is
/// the same to rounding however many rows stand beside it.
class PlainProducts {
 public:
  PlainProducts();
  ~PlainProducts();
  PlainProducts(const PlainProducts&) = delete;
  PlainProducts& operator=(const PlainProducts&) = delete;
};

}  // namespace zeroth::host
