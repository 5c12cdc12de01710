#pragma once

#include <ATen/core/Tensor.h>
#include <zeroth/predictor.h>

#include "host/evaluate/evaluation.h"
#include "host/evaluate/test_data.h"

namespace zeroth::host {

/// What is kept of the scores of a row: all of them, or what figures ask for, which takes the same
/// room however many classes there are.
enum class KeptScores { all, best };

/// The best ones where all of them would be more than 100 million numbers.
KeptScores kept_by_size(std::int64_t rows, std::int64_t classes);

/// A part of the held-out rows: of as many, counted from 0, each of whole blocks of those that are
/// scored at once. So who scores a row makes no difference to a bit.
struct PartOfRows {
  int part = 0, of = 1;
};

/// Owns held-out rows. Scores are made on the device of the predictor and brought to the CPU.
class Evaluator {
 public:
  explicit Evaluator(TestData data, const at::Device& device = at::kCPU);
  /// One look: what the predictor says of every row.
  /// @throws Failure for scores that are not finite, naming row and component.
  /// @param part  whose scores there are; all else is of every row
  ScoredRows look(const Predictor& predictor, KeptScores kept, const PartOfRows& part = {}) const;
  /// With what fits the number of rows and classes.
  ScoredRows look(const Predictor& predictor) const { return look(predictor, kept_by_size()); }
  KeptScores kept_by_size() const;
  const TestData& data() const { return data_; }

 private:
  at::Tensor scores(const Predictor& predictor, std::int64_t first, std::int64_t count) const;
  at::Tensor unseen_scores(const Predictor& predictor, const at::Tensor& rows) const;
  /// Of a part.
  struct Stretch {
    std::int64_t first = 0, count = 0;
    at::Tensor unseen_rows;  ///< [m]: those that a classifier of their own scores besides
  };
  Stretch stretch_of(const PartOfRows& part, const at::Tensor& unseen_rows) const;
  void look_at_all(const Predictor& predictor, const Stretch& stretch, ScoredRows& rows) const;
  void look_at_best(const Predictor& predictor, const Stretch& stretch, ScoredRows& rows) const;

  TestData data_;
  at::Device device_;
};

}  // namespace zeroth::host
