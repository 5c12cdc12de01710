#include "host/precision/precision.h"

#include <ATen/Context.h>

#include <oneapi/dnnl/dnnl.hpp>

namespace zeroth::host {
namespace {

bool has(dnnl::cpu_isa wanted) {
  // An instruction set's number holds the bits of every set that it includes.
  const auto all = static_cast<unsigned>(dnnl::get_effective_cpu_isa());
  const auto bits = static_cast<unsigned>(wanted);
  return (all & bits) == bits;
}

}  // namespace

std::string instructions(Precision precision) {
  if (precision == Precision::bf16) {
    if (has(dnnl::cpu_isa::avx512_core_amx)) return "AMX";
    return has(dnnl::cpu_isa::avx512_core_bf16) ? "AVX512-BF16" : "";
  }
  if (precision == Precision::tf32) return "";
  // OpenBLAS 0.3.21 is 5 to 15 % slower with AVX-512, and 30 % on two threads; not with AVX2. MKL
  // is not.
  return has(dnnl::cpu_isa::avx512_core) && !at::hasMKL() ? "AVX-512" : "";
}

}  // namespace zeroth::host
