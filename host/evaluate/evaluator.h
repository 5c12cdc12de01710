#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "host/data/region_rows.h"
#include "host/evaluate/evaluation.h"
#include "host/evaluate/predictor.h"

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

/// Owns held-out rows. Scores are made on the device of the predictor and brought to the CPU.
class Evaluator {
 public:
  explicit Evaluator(TestData data, const at::Device& device = at::kCPU);
  /// One look: what the predictor says of every row.
  /// @throws Failure for scores that are not finite, naming row and component.
  ScoredRows look(const Predictor& predictor) const;
  const TestData& data() const { return data_; }

 private:
  at::Tensor all_scores(const Predictor& predictor) const;
  at::Tensor unseen_scores(const Predictor& predictor, const at::Tensor& rows) const;

  TestData data_;
  at::Device device_;
};

}  // namespace zeroth::host
