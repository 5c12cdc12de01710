#pragma once

#include <ATen/core/Tensor.h>

#include <optional>

#include "host/evaluate/gate_figures.h"
#include "host/evaluate/metrics.h"
#include "host/evaluate/side_scores.h"

namespace zeroth::host {

/// What a predictor said of held-out rows, and what is true of them: all that figures are made of.
/// On the CPU.
struct ScoredRows {
  at::Tensor scores;         ///< [n,C] float or double, larger wins; a column per class id.
                             ///< Undefined: only `kept` is there
  at::Tensor unseen_scores;  ///< [m,U] of the m rows of unseen classes, by a classifier of
                             ///< their own; undefined: the unseen columns of `scores` serve
  at::Tensor labels;         ///< [n] int64, class ids
  at::Tensor seen;           ///< [S] int64, sorted
  at::Tensor unseen;         ///< [U] int64, sorted
  bool oracle_gate = false;  ///< the prediction is the best class of the row's own side
  std::optional<SideScores> kept = std::nullopt;  ///< in the place of both scores

  bool has_all() const { return scores.defined(); }
  /// What was kept, or the best of all scores.
  SideScores sides() const;
  /// The same rows without the scores that figures do not ask for.
  ScoredRows with_sides_only() const;
  /// The class that each row of unseen classes gets when no other is possible, [m] int64.
  at::Tensor zero_shot_predictions(const SideScores& best) const;
  /// Places of the rows of unseen classes, [m] int64.
  at::Tensor unseen_rows() const;
};

/// Figures in percent (Xian et al., TPAMI 2019; AUSUC: Chao et al., ECCV 2016). Without rows of
/// seen classes only T1 means anything, without rows of unseen classes only S.
struct Evaluation {
  bool has_seen_rows = true, has_unseen_rows = true;
  double U = 0, S = 0, H = 0, T1 = 0, AUSUC = 0;
  SeenUnseenCurve curve;   ///< fractions
  GateFigures gate;        ///< fractions
  at::Tensor predictions;  ///< [n] int64, argmax over all classes

  bool has_both() const { return has_seen_rows && has_unseen_rows; }
  /// The same with U, S and H at the threshold where H is best.
  Evaluation at_best_threshold() const;
};

/// All figures of the same scores.
Evaluation evaluate(const ScoredRows& rows);

}  // namespace zeroth::host
