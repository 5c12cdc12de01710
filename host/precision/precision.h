#pragma once

#include <string>

namespace zeroth::host {

/// Of the factors of a matrix product; sums are fp32 in all. Significands have 24, 8 and 11 bits.
enum class Precision { fp32, bf16, tf32 };

/// The instructions by which oneDNN forms such products here, "AVX-512", "AVX512-BF16" or "AMX";
/// empty where it has none that gain anything over LibTorch's products in fp32; no processor forms
/// tf32.
/// ONEDNN_MAX_CPU_ISA lowers it.
std::string instructions(Precision precision);

}  // namespace zeroth::host
