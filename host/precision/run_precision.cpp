#include "host/precision/run_precision.h"

#include <fmt/format.h>

namespace zeroth::host {
namespace {

Precision bf16_here(Progress& progress) {
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

Precision chosen(const Json& pipeline, const at::Device& device, Progress& progress) {
  // A run that an older version began does not say.
  const std::string wanted = pipeline.value("precision", "fp32");
  if (wanted == "fp32") return Precision::fp32;
  if (wanted == "tf32" && !has_tf32(device)) {
    progress.message(
        "precision: fp32 instead of tf32, which GPUs of compute capability 8.0 and more form");
    return Precision::fp32;
  }
  if (device.is_cpu()) return bf16_here(progress);
  progress.message(fmt::format("precision: {} on the device", wanted));
  return wanted == "tf32" ? Precision::tf32 : Precision::bf16;
}

}  // namespace

RunPrecision::RunPrecision(const Json& pipeline, const at::Device& device, Progress& progress)
    : precision_(chosen(pipeline, device, progress)),
      products_(device.is_cpu() ? precision_ : Precision::fp32),
      there_(precision_, device) {}

std::string RunPrecision::name() const {
  if (precision_ == Precision::tf32) return "tf32";
  return precision_ == Precision::bf16 ? "bf16" : "fp32";
}

}  // namespace zeroth::host
