#pragma once

#include <ATen/core/Tensor.h>
#include <zeroth/finite.h>
#include <zeroth/training.h>

#include <vector>

namespace zeroth {

/// A trained classifier as the evaluator sees it. Larger scores win; the first maximum wins a tie.
/// Every function that reads rows does so row by row: no row sees another.
class ZEROTH_API Predictor {
 public:
  virtual ~Predictor();
  /// Scores [n,C] of n samples: one column per class id.
  virtual at::Tensor scores(const Samples& samples) const = 0;
  /// Whether conventional zero-shot learning has a classifier of its own. Otherwise the unseen
  /// columns of `scores` serve.
  virtual bool has_unseen_classifier() const;
  /// Its scores [n,U]: one column per unseen class, in sorted order.
  virtual at::Tensor unseen_scores(const Samples& samples) const;
  /// What each component says of those rows on the way to the scores, in the order of the calls: to
  /// find the one to blame.
  virtual std::vector<Answer> answers(const Samples& samples) const;
  /// Whether an oracle tells seen from unseen rows, as no real classifier can: then the prediction
  /// is the best class of the row's own side.
  virtual bool oracle_gate() const;
  /// What `Recipe::restored` makes the same predictor of, under stable names, beside what the
  /// recipe's components keep.
  virtual NamedTensors tensors() const;
  /// What is worth keeping of the calls of `scores` so far, in the order of the rows.
  virtual NamedTensors kept() const;
};

}  // namespace zeroth
