#pragma once

#include <string>

namespace zeroth::host {

/// The instructions by which this processor multiplies bf16 matrices, "AMX" or "AVX512-BF16"; empty
/// where it has neither, and bf16 would be slower than fp32. ONEDNN_MAX_CPU_ISA lowers it.
std::string bf16_instructions();

}  // namespace zeroth::host
