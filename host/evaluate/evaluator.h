#pragma once

#include <ATen/core/Tensor.h>
#include <zeroth/predictor.h>

#include "host/evaluate/evaluation.h"
#include "host/evaluate/test_data.h"

namespace zeroth::host {

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
