#include "host/cli/blas_core.h"

#include <cstdlib>

namespace zeroth::host {
namespace {

#ifdef __x86_64__
/// What OpenBLAS's SkylakeX kernels need, on a processor that it does not know them of.
bool is_amd_with_avx512() {
  __builtin_cpu_init();
  return __builtin_cpu_is("amd") && __builtin_cpu_supports("avx512f") &&
         __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}
#else
bool is_amd_with_avx512() { return false; }
#endif

}  // namespace

std::optional<std::string> better_blas_core() {
  if (std::getenv("OPENBLAS_CORETYPE") || !is_amd_with_avx512()) return std::nullopt;
  return "SkylakeX";
}

}  // namespace zeroth::host
