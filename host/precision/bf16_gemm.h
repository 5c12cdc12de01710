#pragma once

#include <cstdint>

namespace zeroth::host {

/// Where the elements of a matrix lie: one of the two strides is 1.
struct MatrixLayout {
  std::int64_t rows = 0, columns = 0;
  std::int64_t row_stride = 0, column_stride = 0;  ///< elements
};

/// bf16 elements, as LibTorch stores them.
struct Bf16Matrix {
  const void* data = nullptr;
  MatrixLayout layout;
};

/// What a product is added to.
enum class Addend {
  nothing,
  bias,    ///< a vector [N], to every row
  output,  ///< what the output holds
};

/// out [M,N] = a [M,K] b [K,N] + addend, summed in fp32. `bias` may be null otherwise.
/// @throws std::exception of oneDNN's where the processor has no bf16.
void bf16_gemm(const Bf16Matrix& a, const Bf16Matrix& b, Addend addend, const float* bias,
               float* out, const MatrixLayout& out_layout);

}  // namespace zeroth::host
