#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "host/samples/stored_samples.h"

namespace zeroth::host {

/// Rows that only an Evaluator reads. All but the samples are on the CPU.
struct TestData {
  StoredSamples samples;           ///< n of them; features are scaled like the training rows
  at::Tensor labels;               ///< [n] int64, class ids
  at::Tensor seen;                 ///< [S] int64, sorted
  at::Tensor unseen;               ///< [U] int64, sorted
  std::vector<std::int64_t> rows;  ///< [n] their numbers in the data set, from 0; empty: not known
};

}  // namespace zeroth::host
