#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "host/data/region_rows.h"

namespace zeroth::host {

/// Rows that only an Evaluator reads. All but the features are on the CPU.
struct TestData {
  at::Tensor features;  ///< [n,D], scaled like the training rows; undefined where there are regions
  RegionRows regions;   ///< region features of the n images, or nothing
  at::Tensor labels;    ///< [n] int64, class ids
  at::Tensor seen;      ///< [S] int64, sorted
  at::Tensor unseen;    ///< [U] int64, sorted
  std::vector<std::int64_t> rows;  ///< [n] their numbers in the data set, from 0; empty: not known
};

}  // namespace zeroth::host
