#include "host/evaluate/evaluator.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/isin.h>
#include <ATen/ops/max.h>

#include <tuple>

#include "host/evaluate/metrics.h"
#include "host/evaluate/region_images.h"
#include "host/evaluate/row_chunks.h"

namespace zeroth::host {
namespace {

// Rows whose scores and hidden layers stay in the cache of one core.
constexpr std::int64_t kChunk = 2048;
constexpr std::int64_t kImages = 50;  // as training batches hold

void set_accuracy(Evaluation& evaluation, const GzslAccuracy& accuracy) {
  evaluation.U = 100 * accuracy.U;
  evaluation.S = 100 * accuracy.S;
  evaluation.H = 100 * accuracy.H;
}

}  // namespace

Evaluator::Evaluator(TestData data, const at::Device& device)
    : data_(std::move(data)),
      device_(device),
      unseen_rows_(at::isin(data_.labels, data_.unseen).nonzero().squeeze(1)) {
  if (!data_.regions) data_.features = data_.features.to(device_);
}

at::Tensor Evaluator::all_scores(const Predictor& predictor) const {
  if (data_.regions) {
    return in_chunks(data_.regions.count(), kImages, [&](std::int64_t first, std::int64_t count) {
      return predictor.image_scores(read_images(data_.regions, first, count, device_));
    });
  }
  return in_chunks(data_.features.size(0), kChunk, [&](std::int64_t first, std::int64_t count) {
    return predictor.scores(data_.features.narrow(0, first, count));
  });
}

at::Tensor Evaluator::zero_shot_scores(const Predictor& predictor, const at::Tensor& scores) const {
  if (!predictor.has_unseen_classifier()) {
    return scores.index_select(0, unseen_rows_).index_select(1, data_.unseen);
  }
  const at::Tensor rows = data_.features.index_select(0, unseen_rows_.to(device_));
  return in_chunks(rows.size(0), kChunk, [&](std::int64_t first, std::int64_t count) {
    return predictor.unseen_scores(rows.narrow(0, first, count));
  });
}

double Evaluator::zero_shot_accuracy(const Predictor& predictor, const at::Tensor& scores) const {
  const at::Tensor zero_shot = zero_shot_scores(predictor, scores).cpu();
  const at::Tensor chosen = data_.unseen.index_select(0, std::get<1>(zero_shot.max(1)));
  return 100 * per_class_accuracy(data_.labels.index_select(0, unseen_rows_), chosen, data_.unseen);
}

Evaluation Evaluator::look(const Predictor& predictor) {
  const at::NoGradGuard no_gradient;
  ++looks_;
  const at::Tensor scores = all_scores(predictor).cpu();
  Evaluation evaluation;
  evaluation.has_unseen_rows = unseen_rows_.numel() > 0;
  evaluation.has_seen_rows = unseen_rows_.numel() < data_.labels.numel();
  evaluation.labels = data_.labels;
  evaluation.predictions = predictor.oracle_gate()
                               ? oracle_prediction(scores, data_.labels, data_.seen, data_.unseen)
                               : std::get<1>(scores.max(1));
  set_accuracy(evaluation,
               gzsl_accuracy(data_.labels, evaluation.predictions, data_.seen, data_.unseen));
  evaluation.gate =
      gate_figures(scores, data_.labels, evaluation.predictions, data_.seen, data_.unseen);
  if (evaluation.has_unseen_rows) evaluation.T1 = zero_shot_accuracy(predictor, scores);
  evaluation.curve = ausuc(scores, data_.labels, data_.seen);
  evaluation.AUSUC = 100 * evaluation.curve.ausuc;
  return evaluation;
}

double Evaluation::choosing_figure() const {
  if (has_both()) return H;
  return has_unseen_rows ? T1 : S;
}

Evaluation Evaluation::at_best_threshold() const {
  Evaluation best = *this;
  set_accuracy(best, curve.best);
  return best;
}

}  // namespace zeroth::host
