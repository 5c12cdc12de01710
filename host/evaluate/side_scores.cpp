#include "host/evaluate/side_scores.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/minimum.h>
#include <ATen/ops/where.h>

namespace zeroth::host {

at::Tensor SideScores::predictions() const {
  const at::Tensor sure = at::where(seen.scores > unseen.scores, seen.ids, unseen.ids);
  return at::where(seen.scores == unseen.scores, at::minimum(seen.ids, unseen.ids), sure);
}

at::Tensor SideScores::oracle_predictions(const at::Tensor& is_seen) const {
  return at::where(is_seen, seen.ids, unseen.ids);
}

}  // namespace zeroth::host
