#include "host/evaluate/evaluation.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/isin.h>

namespace zeroth::host {
namespace {

void set_accuracy(Evaluation& evaluation, const GzslAccuracy& accuracy) {
  evaluation.U = 100 * accuracy.U;
  evaluation.S = 100 * accuracy.S;
  evaluation.H = 100 * accuracy.H;
}

}  // namespace

at::Tensor ScoredRows::unseen_rows() const { return at::isin(labels, unseen).nonzero().squeeze(1); }

SideScores ScoredRows::sides() const {
  if (kept) return *kept;
  SideScores best{best_among(scores, seen), best_among(scores, unseen), {}};
  if (unseen_scores.defined()) {
    best.own = best_among(unseen_scores, at::arange(unseen_scores.size(1), at::kLong));
  }
  return best;
}

ScoredRows ScoredRows::with_sides_only() const {
  ScoredRows rows = *this;
  rows.kept = sides();
  rows.scores = rows.unseen_scores = at::Tensor();
  return rows;
}

at::Tensor ScoredRows::zero_shot_predictions(const SideScores& best) const {
  if (best.own.ids.defined()) return unseen.index_select(0, best.own.ids);
  return best.unseen.ids.index_select(0, unseen_rows());
}

Evaluation evaluate(const ScoredRows& rows) {
  Evaluation evaluation;
  const SideScores sides = rows.sides();
  const at::Tensor is_seen = at::isin(rows.labels, rows.seen);
  evaluation.predictions =
      rows.oracle_gate ? sides.oracle_predictions(is_seen) : sides.predictions();
  set_accuracy(evaluation,
               gzsl_accuracy(rows.labels, evaluation.predictions, rows.seen, rows.unseen));
  evaluation.gate =
      gate_figures(sides, rows.labels, evaluation.predictions, rows.seen, rows.unseen);
  const at::Tensor unseen_rows = rows.unseen_rows();
  evaluation.has_unseen_rows = unseen_rows.numel() > 0;
  evaluation.has_seen_rows = unseen_rows.numel() < rows.labels.numel();
  if (evaluation.has_unseen_rows) {
    evaluation.T1 = 100 * per_class_accuracy(rows.labels.index_select(0, unseen_rows),
                                             rows.zero_shot_predictions(sides), rows.unseen);
  }
  evaluation.curve = ausuc(sides.seen, sides.unseen, rows.labels, rows.seen);
  evaluation.AUSUC = 100 * evaluation.curve.ausuc;
  return evaluation;
}

Evaluation Evaluation::at_best_threshold() const {
  Evaluation best = *this;
  set_accuracy(best, curve.best);
  return best;
}

}  // namespace zeroth::host
