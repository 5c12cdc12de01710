#pragma once

#include <ATen/core/Tensor.h>

namespace zeroth::host {

/// A trained classifier as the evaluator sees it. Larger scores win; the first maximum wins a tie.
class Predictor {
 public:
  virtual ~Predictor() = default;
  /// Scores [n,C] of features [n,D], one column per class id.
  virtual at::Tensor scores(const at::Tensor& features) const = 0;
  /// Scores [n,U] for conventional zero-shot learning: one column per unseen class, in sorted
  /// order.
  virtual at::Tensor unseen_scores(const at::Tensor& features) const = 0;
  /// Whether an oracle tells seen from unseen rows, as no real classifier can: then the prediction
  /// is the best class of the row's own side.
  virtual bool oracle_gate() const { return false; }
};

}  // namespace zeroth::host
