#include "host/precision/device_products.h"

#include <ATen/Context.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <ATen/ops/baddbmm.h>
#include <ATen/ops/bmm.h>
#include <ATen/ops/where.h>
#include <c10/core/TensorOptions.h>

#include "host/precision/product_sizes.h"
#include "host/precision/quiet_replacement.h"

namespace zeroth::host {
namespace {

void let_gpu_round(bool on) {
  at::globalContext().setAllowTF32CuBLAS(on);
  at::globalContext().setAllowTF32CuDNN(on);
}

/// Lets a GPU use its fast units for one product of factors that are rounded already: tf32 holds
/// every number of bf16, so that nothing is lost.
class FastUnits {
 public:
  explicit FastUnits(bool on) : before_(at::globalContext().allowTF32CuBLAS()) {
    if (on) at::globalContext().setAllowTF32CuBLAS(true);
  }
  ~FastUnits() { at::globalContext().setAllowTF32CuBLAS(before_); }
  FastUnits(const FastUnits&) = delete;
  FastUnits& operator=(const FastUnits&) = delete;

 private:
  bool before_;
};

/// To the nearest number of 11 bits, ties to even; what is not finite stays.
at::Tensor rounded_to_tf32(const at::Tensor& factor) {
  constexpr std::int64_t kCut = 13;  // bits
  const at::Tensor bits = factor.view(at::kInt);
  const at::Tensor odd = bits.bitwise_right_shift(kCut).bitwise_and(1);
  const at::Tensor near = bits.add(odd).add((1 << (kCut - 1)) - 1).bitwise_and(-(1 << kCut));
  return at::where(factor.isfinite(), near.view(at::kFloat), factor);
}

template <Precision precision>
at::Tensor rounded(const at::Tensor& factor) {
  if (precision == Precision::tf32) return rounded_to_tf32(factor);
  return factor.to(at::kBFloat16).to(at::kFloat);
}

/// What stands in for the device's kernels of the same names. The product itself is one of a batch
/// of one, whose kernel is not replaced.
template <Precision precision>
struct RoundedProducts {
  struct Factors {
    Factors(const at::Tensor& left, const at::Tensor& right, bool wanted = true)
        : large(wanted && large_product(left, right)) {
      TORCH_CHECK(left.dim() == 2 && right.dim() == 2 && left.size(1) == right.size(0),
                  "mat1 and mat2 shapes cannot be multiplied: ", left.sizes(), " and ",
                  right.sizes());
      a = (large ? rounded<precision>(left) : left).unsqueeze(0);
      b = (large ? rounded<precision>(right) : right).unsqueeze(0);
    }
    bool large;
    at::Tensor a, b;
  };

  static at::Tensor mm(const at::Tensor& a, const at::Tensor& b) {
    const Factors factors(a, b);
    const FastUnits units(factors.large);
    return at::bmm(factors.a, factors.b).squeeze(0);
  }

  static at::Tensor& mm_out(const at::Tensor& a, const at::Tensor& b, at::Tensor& out) {
    const at::Tensor product = mm(a, b);
    return out.resize_(product.sizes()).copy_(product);
  }

  static at::Tensor addmm(const at::Tensor& addend, const at::Tensor& a, const at::Tensor& b,
                          const at::Scalar& beta, const at::Scalar& alpha) {
    const bool plain = beta.toDouble() == 1 && alpha.toDouble() == 1;
    const Factors factors(a, b, plain && addend.scalar_type() == at::kFloat);
    const FastUnits units(factors.large);
    return at::baddbmm(addend.dim() == 2 ? addend.unsqueeze(0) : addend, factors.a, factors.b, beta,
                       alpha)
        .squeeze(0);
  }

  static at::Tensor& addmm_out(const at::Tensor& addend, const at::Tensor& a, const at::Tensor& b,
                               const at::Scalar& beta, const at::Scalar& alpha, at::Tensor& out) {
    const at::Tensor sum = addmm(addend, a, b, beta, alpha);
    return out.resize_(sum.sizes()).copy_(sum);
  }

  static at::Tensor& addmm_(at::Tensor& self, const at::Tensor& a, const at::Tensor& b,
                            const at::Scalar& beta, const at::Scalar& alpha) {
    return self.copy_(addmm(self, a, b, beta, alpha));
  }

  static void replace(torch::Library& library) {
    const QuietReplacement quiet;
    library.impl("mm", &mm);
    library.impl("mm.out", &mm_out);
    library.impl("addmm", &addmm);
    library.impl("addmm.out", &addmm_out);
    library.impl("addmm_", &addmm_);
  }
};

c10::DispatchKey key_of(const at::Device& device) {
  return c10::computeDispatchKey(at::kFloat, at::kStrided, device);
}

}  // namespace

bool has_tf32(const at::Device& device) {
  if (device.is_cpu()) return false;
  // cuDNN's convolutions of bf16, too, begin with compute capability 8.
  return !device.is_cuda() || at::detail::getCUDAHooks().supportsBFloat16ConvolutionWithCuDNNv8();
}

DeviceProducts::DeviceProducts(Precision precision, const at::Device& device)
    : tf32_of_gpu_(precision == Precision::tf32 && device.is_cuda()),
      library_(torch::Library::IMPL, "aten", key_of(device), __FILE__, __LINE__) {
  if (device.is_cpu() || precision == Precision::fp32) return;
  if (tf32_of_gpu_) {
    let_gpu_round(true);
  } else if (precision == Precision::bf16) {
    RoundedProducts<Precision::bf16>::replace(library_);
  } else {
    RoundedProducts<Precision::tf32>::replace(library_);
  }
}

DeviceProducts::~DeviceProducts() {
  if (tf32_of_gpu_) let_gpu_round(false);
}

}  // namespace zeroth::host
