#include "host/precision/matrix_products.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/addmm_cpu_dispatch.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/mm_cpu_dispatch.h>

#include "host/precision/operand.h"
#include "host/precision/product_sizes.h"
#include "host/precision/quiet_replacement.h"

namespace zeroth::host {
namespace {

bool is_float_matrix(const at::Tensor& tensor) {
  return tensor.dim() == 2 && tensor.scalar_type() == at::kFloat;
}

/// Whether a product can be written there as it is.
bool takes_product(const at::Tensor& out, const at::Tensor& a, const at::Tensor& b) {
  return is_float_matrix(out) && out.size(0) == a.size(0) && out.size(1) == b.size(1) &&
         out.stride(1) == 1;
}

bool is_bias(const at::Tensor& addend, const at::Tensor& out) {
  return addend.dim() == 1 && addend.size(0) == out.size(1) && addend.stride(0) == 1;
}

/// Of the left factor in bf16. oneDNN has two kernels: one for dense matrices only, and an older
/// one for any, which is faster by a third to two thirds on long rows unless the right factor is
/// transposed.
Rows rows_for(const at::Tensor& a, const at::Tensor& b) {
  constexpr std::int64_t kLong = 256;
  return a.size(1) > kLong && b.stride(1) == 1 ? Rows::apart : Rows::dense;
}

/// What stands in for LibTorch's kernels of the same names.
template <Precision precision>
struct Kernels {
  static void multiply(const at::Tensor& out, const at::Tensor& a, const at::Tensor& b,
                       Addend addend, const float* bias = nullptr) {
    const Operand left(a, precision, rows_for(a, b)), right(b, precision);
    gemm(precision, left.factor(), right.factor(), addend, bias, out.data_ptr<float>(),
         {out.size(0), out.size(1), out.stride(0), out.stride(1)});
  }

  static at::Tensor& mm_out(const at::Tensor& a, const at::Tensor& b, at::Tensor& out) {
    if (!large_product(a, b) || !takes_product(out, a, b)) return at::cpu::mm_out(out, a, b);
    multiply(out, a, b, Addend::nothing);
    return out;
  }

  static at::Tensor mm(const at::Tensor& a, const at::Tensor& b) {
    if (!large_product(a, b)) return at::cpu::mm(a, b);
    const at::Tensor out = at::empty({a.size(0), b.size(1)}, a.options());
    multiply(out, a, b, Addend::nothing);
    return out;
  }

  static at::Tensor& addmm_out(const at::Tensor& addend, const at::Tensor& a, const at::Tensor& b,
                               const at::Scalar& beta, const at::Scalar& alpha, at::Tensor& out) {
    const bool plain = beta.toDouble() == 1 && alpha.toDouble() == 1;
    if (!plain || addend.scalar_type() != at::kFloat || !large_product(a, b) ||
        !takes_product(out, a, b)) {
      return at::cpu::addmm_out(out, addend, a, b, beta, alpha);
    }
    if (is_bias(addend, out)) {
      multiply(out, a, b, Addend::bias, addend.data_ptr<float>());
      return out;
    }
    if (!out.is_same(addend)) out.copy_(addend.expand(out.sizes()));
    multiply(out, a, b, Addend::output);
    return out;
  }

  static at::Tensor addmm(const at::Tensor& addend, const at::Tensor& a, const at::Tensor& b,
                          const at::Scalar& beta, const at::Scalar& alpha) {
    if (!large_product(a, b)) return at::cpu::addmm(addend, a, b, beta, alpha);
    at::Tensor out = at::empty({a.size(0), b.size(1)}, a.options());
    return addmm_out(addend, a, b, beta, alpha, out);
  }

  static at::Tensor& addmm_(at::Tensor& self, const at::Tensor& a, const at::Tensor& b,
                            const at::Scalar& beta, const at::Scalar& alpha) {
    return addmm_out(self, a, b, beta, alpha, self);
  }

  static void replace(torch::Library& library) {
    library.impl("mm", &mm);
    library.impl("mm.out", &mm_out);
    library.impl("addmm", &addmm);
    library.impl("addmm.out", &addmm_out);
    library.impl("addmm_", &addmm_);
  }
};

}  // namespace

MatrixProducts::MatrixProducts(Precision precision)
    : library_(torch::Library::IMPL, "aten", c10::DispatchKey::CPU, __FILE__, __LINE__) {
  if (instructions(precision).empty()) return;
  const QuietReplacement quiet;
  if (precision == Precision::bf16) {
    Kernels<Precision::bf16>::replace(library_);
  } else {
    Kernels<Precision::fp32>::replace(library_);
  }
}

}  // namespace zeroth::host
