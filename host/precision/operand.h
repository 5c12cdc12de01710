#pragma once

#include <ATen/core/Tensor.h>

#include "host/precision/gemm.h"

namespace zeroth::host {

/// How a factor that has to be rounded is laid out.
enum class Rows { dense, apart };

/// A float matrix, or a view of one, as a factor of a product: rounded to nearest even for bf16,
/// and where its layout is none that gemm() takes, copied.
class Operand {
 public:
  Operand(const at::Tensor& matrix, Precision precision, Rows rows = Rows::dense);
  const Factor& factor() const { return factor_; }

 private:
  at::Tensor held_;  // what the pointer points into
  Factor factor_;
};

}  // namespace zeroth::host
