#include "host/evaluate/gate_figures.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full_like.h>
#include <ATen/ops/isin.h>
#include <ATen/ops/where.h>

#include "host/evaluate/best_among.h"

namespace zeroth::host {
namespace {

constexpr std::int64_t kNoClass = -1;

}  // namespace

at::Tensor oracle_prediction(const at::Tensor& scores, const at::Tensor& labels,
                             const at::Tensor& seen, const at::Tensor& unseen) {
  return at::where(at::isin(labels, seen), best_among(scores, seen).ids,
                   best_among(scores, unseen).ids);
}

GateFigures gate_figures(const at::Tensor& scores, const at::Tensor& labels,
                         const at::Tensor& predictions, const at::Tensor& seen,
                         const at::Tensor& unseen) {
  const at::Tensor is_seen = at::isin(labels, seen);
  const at::Tensor called_seen = at::isin(predictions, seen);
  const Best best_seen = best_among(scores, seen), best_unseen = best_among(scores, unseen);
  GateFigures figures;
  figures.detector = ood_metrics(gap(best_seen, best_unseen), is_seen.to(at::kLong));
  figures.oracle =
      gzsl_accuracy(labels, at::where(is_seen, best_seen.ids, best_unseen.ids), seen, unseen);

  const at::Tensor right_side =
      at::where(is_seen == called_seen, labels, at::full_like(labels, kNoClass));
  const GzslAccuracy passed = gzsl_accuracy(labels, right_side, seen, unseen);
  const GzslAccuracy right = gzsl_accuracy(labels, predictions, seen, unseen);
  figures.lost_to_gate = {1 - passed.U, 1 - passed.S, 0};
  figures.lost_to_experts = {passed.U - right.U, passed.S - right.S, 0};
  return figures;
}

}  // namespace zeroth::host
