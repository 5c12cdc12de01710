#include "host/run/run_precision.h"

#include "host/precision/bf16_support.h"

namespace zeroth::host {

RunPrecision::RunPrecision(const Json& pipeline, Progress& progress) {
  // A run that an older version began does not say.
  if (pipeline.value("precision", "fp32") == "fp32") return;
  const std::string instructions = bf16_instructions();
  if (instructions.empty()) {
    progress.message(
        "precision: fp32 instead of bf16, which this processor (without AMX and AVX512-BF16) would "
        "form more slowly");
    return;
  }
  products_.emplace();
  progress.message("precision: bf16 by " + instructions);
}

}  // namespace zeroth::host
