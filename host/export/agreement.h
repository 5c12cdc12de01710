#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>

#include "host/base/json.h"

namespace zeroth::host {

/// What a file may differ by from the model that it was made of.
inline constexpr double kLargestDifference = 1e-5;

/// How far the scores of a file are from those of the model on some rows.
struct Agreement {
  std::string rows;        ///< which: "random rows", "training rows of CUB", a file
  std::int64_t count = 0;  ///< N
  double difference =
      0.0;  ///< the largest |score - model's|, as a share of the row's largest |score|
  std::int64_t same = 0;  ///< rows of which both name the same class

  /// {"rows", "count", "difference", "same_class"}
  Json to_json() const;
};

/// @param said, wanted [N,C]; what is not finite in both at the same place agrees
Agreement agreement_of(const std::string& rows, const at::Tensor& said, const at::Tensor& wanted);

/// @throws Failure(run_failed) where it is larger than `kLargestDifference`; `what` computed it.
void expect_agreement(const Agreement& found, const std::string& what, const std::string& model);

}  // namespace zeroth::host
