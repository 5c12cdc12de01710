#pragma once

#include <cstdint>

#include "host/precision/precision.h"

namespace zeroth::host {

/// Where the elements of a matrix lie: one of the two strides is 1, the other at least the length
/// of what it strides over.
struct MatrixLayout {
  std::int64_t rows = 0, columns = 0;
  std::int64_t row_stride = 0, column_stride = 0;  ///< elements
};

/// A factor of a product; bf16 elements as LibTorch stores them.
struct Factor {
  const void* data = nullptr;
  MatrixLayout layout;
};

/// What a product is added to.
enum class Addend {
  nothing,
  bias,    ///< a vector [N], to every row
  output,  ///< what the output holds
};

/// out [M,N] = a [M,K] b [K,N] + addend, factors of `precision`, summed in fp32. `bias` may be null
/// where it is not the addend; the columns of `out` have stride 1.
/// @throws std::exception of oneDNN's where instructions(bf16) is empty and bf16 is asked for.
void gemm(Precision precision, const Factor& a, const Factor& b, Addend addend, const float* bias,
          float* out, const MatrixLayout& out_layout);

}  // namespace zeroth::host
