#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <string>

#include "host/export/agreement.h"
#include "host/export/recorded_model.h"

namespace zeroth::host {

/// What OpenCV, which shares nothing with LibTorch, makes of an ONNX file.
struct ByOpenCv {
  std::string version;
  std::string gap;  ///< why it cannot run it; empty where it did
  Agreement found;  ///< where it did
};

/// Lets OpenCV compute the file on samples whose scores by the model are `wanted`. It computes in
/// float32 only: a recording that needs double is none for it.
ByOpenCv run_by_opencv(const std::filesystem::path& file, const Recording& recorded,
                       const at::Tensor& input, const at::Tensor& wanted);

}  // namespace zeroth::host
