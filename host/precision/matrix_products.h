#pragma once

#include <torch/library.h>

#include "host/precision/precision.h"

namespace zeroth::host {

/// While it lives, oneDNN forms the products of float matrices on the processor, forward and
/// backward, in host and plugins alike, where instructions(precision) says that this gains
/// something: LibTorch's mm and addmm are replaced. In bf16 the factors are rounded. Everything
/// else, parameters and losses included, stays fp32; so do products too small to gain, with
/// vectors, and in double precision.
///
/// One at a time.
class MatrixProducts {
 public:
  explicit MatrixProducts(Precision precision);

 private:
  torch::Library library_;
};

}  // namespace zeroth::host
