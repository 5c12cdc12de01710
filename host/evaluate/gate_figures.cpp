#include "host/evaluate/gate_figures.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full_like.h>
#include <ATen/ops/isin.h>
#include <ATen/ops/where.h>

namespace zeroth::host {
namespace {

constexpr std::int64_t kNoClass = -1;

}  // namespace

GateFigures gate_figures(const SideScores& sides, const at::Tensor& labels,
                         const at::Tensor& predictions, const at::Tensor& seen,
                         const at::Tensor& unseen) {
  const at::Tensor is_seen = at::isin(labels, seen);
  const at::Tensor called_seen = at::isin(predictions, seen);
  GateFigures figures;
  figures.detector = ood_metrics(gap(sides.seen, sides.unseen), is_seen.to(at::kLong));
  figures.oracle = gzsl_accuracy(labels, sides.oracle_predictions(is_seen), seen, unseen);

  const at::Tensor right_side =
      at::where(is_seen == called_seen, labels, at::full_like(labels, kNoClass));
  const GzslAccuracy passed = gzsl_accuracy(labels, right_side, seen, unseen);
  const GzslAccuracy right = gzsl_accuracy(labels, predictions, seen, unseen);
  figures.lost_to_gate = {1 - passed.U, 1 - passed.S, 0};
  figures.lost_to_experts = {passed.U - right.U, passed.S - right.S, 0};
  return figures;
}

}  // namespace zeroth::host
