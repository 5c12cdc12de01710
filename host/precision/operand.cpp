#include "host/precision/operand.h"

#include <ATen/core/grad_mode.h>

#include "host/precision/bf16_copies.h"

namespace zeroth::host {
namespace {

bool is_plain(const at::Tensor& matrix) {
  return (matrix.stride(1) == 1 && matrix.stride(0) >= matrix.size(1)) ||
         (matrix.stride(0) == 1 && matrix.stride(1) >= matrix.size(0));
}

at::Tensor rounded(const at::Tensor& matrix) {
  const at::NoGradGuard no_gradient;
  const auto kept = is_plain(matrix) ? find_bf16_copy(matrix) : std::nullopt;
  return kept ? *kept : matrix.to(at::kBFloat16);
}

}  // namespace

Operand::Operand(const at::Tensor& matrix, Precision precision)
    : held_(precision == Precision::bf16 ? rounded(matrix) : matrix) {
  if (!is_plain(held_)) held_ = held_.contiguous();
  factor_ = {held_.data_ptr(), {held_.size(0), held_.size(1), held_.stride(0), held_.stride(1)}};
}

}  // namespace zeroth::host
