#include "host/precision/bf16_support.h"

#include <oneapi/dnnl/dnnl.hpp>

namespace zeroth::host {

std::string bf16_instructions() {
  // An instruction set's number holds the bits of every set that it includes.
  const auto has = [](dnnl::cpu_isa wanted) {
    const auto all = static_cast<unsigned>(dnnl::get_effective_cpu_isa());
    const auto bits = static_cast<unsigned>(wanted);
    return (all & bits) == bits;
  };
  if (has(dnnl::cpu_isa::avx512_core_amx)) return "AMX";
  return has(dnnl::cpu_isa::avx512_core_bf16) ? "AVX512-BF16" : "";
}

}  // namespace zeroth::host
