#include "host/precision/run_precision.h"

namespace zeroth::host {
namespace {

Precision chosen(const Json& pipeline, Progress& progress) {
  // A run that an older version began does not say.
  if (pipeline.value("precision", "fp32") == "fp32") return Precision::fp32;
  const std::string found = instructions(Precision::bf16);
  if (found.empty()) {
    progress.message(
        "precision: fp32 instead of bf16, which this processor (without AMX and AVX512-BF16) would "
        "form more slowly");
    return Precision::fp32;
  }
  progress.message("precision: bf16 by " + found);
  return Precision::bf16;
}

}  // namespace

RunPrecision::RunPrecision(const Json& pipeline, Progress& progress)
    : precision_(chosen(pipeline, progress)), products_(precision_) {}

}  // namespace zeroth::host
