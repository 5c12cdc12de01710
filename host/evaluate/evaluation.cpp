#include "host/evaluate/evaluation.h"

#include <ATen/ops/argmax.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/isin.h>

namespace zeroth::host {
namespace {

void set_accuracy(Evaluation& evaluation, const GzslAccuracy& accuracy) {
  evaluation.U = 100 * accuracy.U;
  evaluation.S = 100 * accuracy.S;
  evaluation.H = 100 * accuracy.H;
}

at::Tensor zero_shot_scores(const ScoredRows& rows, const at::Tensor& unseen_rows) {
  if (rows.unseen_scores.defined()) return rows.unseen_scores;
  return rows.scores.index_select(0, unseen_rows).index_select(1, rows.unseen);
}

double zero_shot_accuracy(const ScoredRows& rows, const at::Tensor& unseen_rows) {
  const at::Tensor best = zero_shot_scores(rows, unseen_rows).argmax(1);
  return 100 * per_class_accuracy(rows.labels.index_select(0, unseen_rows),
                                  rows.unseen.index_select(0, best), rows.unseen);
}

}  // namespace

at::Tensor ScoredRows::unseen_rows() const { return at::isin(labels, unseen).nonzero().squeeze(1); }

Evaluation evaluate(const ScoredRows& rows) {
  Evaluation evaluation;
  // argmax() takes the first of equal scores, as any reader of the stored ones does; max() may not.
  evaluation.predictions = rows.oracle_gate
                               ? oracle_prediction(rows.scores, rows.labels, rows.seen, rows.unseen)
                               : rows.scores.argmax(1);
  set_accuracy(evaluation,
               gzsl_accuracy(rows.labels, evaluation.predictions, rows.seen, rows.unseen));
  evaluation.gate =
      gate_figures(rows.scores, rows.labels, evaluation.predictions, rows.seen, rows.unseen);
  const at::Tensor unseen_rows = rows.unseen_rows();
  evaluation.has_unseen_rows = unseen_rows.numel() > 0;
  evaluation.has_seen_rows = unseen_rows.numel() < rows.labels.numel();
  if (evaluation.has_unseen_rows) evaluation.T1 = zero_shot_accuracy(rows, unseen_rows);
  evaluation.curve = ausuc(rows.scores, rows.labels, rows.seen);
  evaluation.AUSUC = 100 * evaluation.curve.ausuc;
  return evaluation;
}

Evaluation Evaluation::at_best_threshold() const {
  Evaluation best = *this;
  set_accuracy(best, curve.best);
  return best;
}

}  // namespace zeroth::host
