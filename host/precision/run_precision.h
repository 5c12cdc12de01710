#pragma once

#include <string>

#include "host/base/json.h"
#include "host/base/progress.h"
#include "host/precision/matrix_products.h"

namespace zeroth::host {

/// The matrix products that `pipeline.precision` asks for, while it lives. Where the processor has
/// no instructions for bf16 the run goes on in fp32, and says so.
class RunPrecision {
 public:
  RunPrecision(const Json& pipeline, Progress& progress);
  /// What is in force: "fp32" or "bf16".
  std::string name() const { return precision_ == Precision::bf16 ? "bf16" : "fp32"; }

 private:
  Precision precision_;
  MatrixProducts products_;
};

}  // namespace zeroth::host
