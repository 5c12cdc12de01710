#pragma once

#include <ATen/core/Tensor.h>

namespace zeroth::host {

/// Whether our own kernels can read it by a pointer.
inline bool is_plain(const at::Tensor& tensor) {
  return tensor.is_contiguous() && tensor.device().is_cpu() && tensor.scalar_type() == at::kFloat;
}

}  // namespace zeroth::host
