#pragma once

#include <ATen/core/Tensor.h>

#include "host/precision/bf16_gemm.h"

namespace zeroth::host {

/// Says that many products read `parameter` [fp32] between two of its changes: its bf16 copy is
/// kept for as long as the parameter lives, made anew when the parameter's version has changed.
/// Whoever writes through a pointer has to bump that version. Costs nothing until a bf16 product
/// reads it.
void keep_bf16_copy(const at::Tensor& parameter);

/// A matrix rounded to bf16, to nearest even.
class Bf16Operand {
 public:
  /// Of a float matrix, or a view of one.
  explicit Bf16Operand(const at::Tensor& matrix);
  const Bf16Matrix& matrix() const { return matrix_; }

 private:
  at::Tensor rounded_;  // what the pointer points into
  Bf16Matrix matrix_;
};

}  // namespace zeroth::host
