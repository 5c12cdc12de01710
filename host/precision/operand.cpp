#include "host/precision/operand.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>

#include "host/precision/bf16_copies.h"

namespace zeroth::host {
namespace {

bool is_packed(const at::Tensor& matrix) {
  return (matrix.stride(1) == 1 && matrix.stride(0) >= matrix.size(1)) ||
         (matrix.stride(0) == 1 && matrix.stride(1) >= matrix.size(0));
}

/// Rounded, with a gap behind every row; for a transposed matrix behind every column.
at::Tensor rounded_apart(const at::Tensor& matrix) {
  constexpr std::int64_t kGap = 32;
  if (matrix.stride(0) == 1 && matrix.stride(1) != 1) return rounded_apart(matrix.t()).t();
  const auto options = matrix.options().dtype(at::kBFloat16);
  at::Tensor wide = at::empty({matrix.size(0), matrix.size(1) + kGap}, options);
  return wide.narrow(1, 0, matrix.size(1)).copy_(matrix);
}

at::Tensor rounded(const at::Tensor& matrix, Rows rows) {
  const at::NoGradGuard no_gradient;
  if (const auto kept = is_packed(matrix) ? find_bf16_copy(matrix) : std::nullopt) return *kept;
  return rows == Rows::apart ? rounded_apart(matrix) : matrix.to(at::kBFloat16);
}

}  // namespace

Operand::Operand(const at::Tensor& matrix, Precision precision, Rows rows)
    : held_(precision == Precision::bf16 ? rounded(matrix, rows) : matrix) {
  if (!is_packed(held_)) held_ = held_.contiguous();
  factor_ = {held_.data_ptr(), {held_.size(0), held_.size(1), held_.stride(0), held_.stride(1)}};
}

}  // namespace zeroth::host
