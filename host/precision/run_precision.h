#pragma once

#include <c10/core/Device.h>

#include <string>

#include "host/base/json.h"
#include "host/base/progress.h"
#include "host/precision/device_products.h"
#include "host/precision/matrix_products.h"

namespace zeroth::host {

/// The matrix products that `pipeline.precision` asks for, while it lives, on the device where a
/// run or model computes. Where that cannot form them it goes on in fp32, and says so: what has no
/// such instructions would be slower than in fp32.
class RunPrecision {
 public:
  RunPrecision(const Json& pipeline, const at::Device& device, Progress& progress);
  /// What is in force: "fp32", "bf16" or "tf32".
  std::string name() const;

 private:
  Precision precision_;
  MatrixProducts products_;  ///< of the CPU, which computes beside a device, too
  DeviceProducts there_;
};

}  // namespace zeroth::host
