#include "host/evaluate/metrics.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/bincount.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/isin.h>

#include <algorithm>

#include "host/evaluate/best_among.h"

namespace zeroth::host {
std::int64_t class_count(const at::Tensor& labels, const at::Tensor& classes) {
  std::int64_t count = 0;
  for (const at::Tensor& ids : {labels, classes}) {
    if (ids.numel() > 0) count = std::max(count, ids.max().item<std::int64_t>() + 1);
  }
  return count;
}

double harmonic_mean(double a, double b) { return a + b > 0 ? 2 * a * b / (a + b) : 0.0; }

double per_class_accuracy(const at::Tensor& labels, const at::Tensor& predictions,
                          const at::Tensor& classes) {
  const auto count = class_count(labels, classes);
  if (labels.numel() == 0 || classes.numel() == 0) return 0.0;
  const at::Tensor right = labels.masked_select(labels == predictions);
  const at::Tensor rows = at::bincount(labels, {}, count).index_select(0, classes);
  const at::Tensor hits = at::bincount(right, {}, count).index_select(0, classes);
  const at::Tensor present = rows > 0;
  if (!present.any().item<bool>()) return 0.0;
  return (hits.masked_select(present).to(at::kDouble) / rows.masked_select(present))
      .mean()
      .item<double>();
}

GzslAccuracy gzsl_accuracy(const at::Tensor& labels, const at::Tensor& predictions,
                           const at::Tensor& seen, const at::Tensor& unseen) {
  GzslAccuracy accuracy;
  accuracy.U = per_class_accuracy(labels, predictions, unseen);
  accuracy.S = per_class_accuracy(labels, predictions, seen);
  accuracy.H = harmonic_mean(accuracy.U, accuracy.S);
  return accuracy;
}

at::Tensor restricted_prediction(const at::Tensor& scores, const at::Tensor& classes) {
  return best_among(scores, classes).ids;
}

at::Tensor other_classes(const at::Tensor& classes, std::int64_t count) {
  const at::Tensor ids = at::arange(count, classes.options());
  return ids.masked_select(at::isin(ids, classes).logical_not());
}

CalibratedStacking calibrated_stacking(const at::Tensor& scores, const at::Tensor& labels,
                                       const at::Tensor& seen, double gamma) {
  const at::Tensor calibrated = scores.clone();
  calibrated.index_add_(1, seen, scores.index_select(1, seen).fill_(-gamma));
  CalibratedStacking result;
  result.predictions = calibrated.argmax(1);
  result.accuracy =
      gzsl_accuracy(labels, result.predictions, seen, other_classes(seen, scores.size(1)));
  return result;
}

}  // namespace zeroth::host
