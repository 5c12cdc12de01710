#include "host/evaluate/evaluator.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/isin.h>

#include <algorithm>
#include <vector>

#include "host/evaluate/metrics.h"

namespace zeroth::host {
namespace {

// Rows whose scores and hidden layers stay in the cache of one core.
constexpr std::int64_t kChunk = 2048;

template <class Score>
at::Tensor in_chunks(const at::Tensor& rows, Score&& score) {
  std::vector<at::Tensor> parts;
  for (std::int64_t start = 0; start < rows.size(0); start += kChunk) {
    parts.push_back(score(rows.narrow(0, start, std::min(kChunk, rows.size(0) - start))));
  }
  return at::cat(parts);
}

void set_accuracy(Evaluation& evaluation, const GzslAccuracy& accuracy) {
  evaluation.U = 100 * accuracy.U;
  evaluation.S = 100 * accuracy.S;
  evaluation.H = 100 * accuracy.H;
}

}  // namespace

Evaluator::Evaluator(TestData data)
    : data_(std::move(data)),
      unseen_rows_(at::isin(data_.labels, data_.unseen).nonzero().squeeze(1)) {}

Evaluation Evaluator::look(const Predictor& predictor) {
  const at::NoGradGuard no_gradient;
  ++looks_;
  const at::Tensor scores =
      in_chunks(data_.features, [&](const at::Tensor& rows) { return predictor.scores(rows); });
  const at::Tensor zero_shot =
      in_chunks(data_.features.index_select(0, unseen_rows_),
                [&](const at::Tensor& rows) { return predictor.unseen_scores(rows); });
  Evaluation evaluation;
  evaluation.labels = data_.labels;
  evaluation.predictions = predictor.oracle_gate()
                               ? oracle_prediction(scores, data_.labels, data_.seen, data_.unseen)
                               : scores.argmax(1);
  set_accuracy(evaluation,
               gzsl_accuracy(data_.labels, evaluation.predictions, data_.seen, data_.unseen));
  evaluation.gate =
      gate_figures(scores, data_.labels, evaluation.predictions, data_.seen, data_.unseen);
  const at::Tensor chosen = data_.unseen.index_select(0, zero_shot.argmax(1));
  evaluation.T1 =
      100 * per_class_accuracy(data_.labels.index_select(0, unseen_rows_), chosen, data_.unseen);
  evaluation.curve = ausuc(scores, data_.labels, data_.seen);
  evaluation.AUSUC = 100 * evaluation.curve.ausuc;
  return evaluation;
}

Evaluation Evaluation::at_best_threshold() const {
  Evaluation best = *this;
  set_accuracy(best, curve.best);
  return best;
}

}  // namespace zeroth::host
