#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/where.h>
#include <zeroth/recipes/gated_scores.h>

namespace zeroth::recipes {
namespace {

// A row whose score is the threshold is unseen; without this the order of class ids would decide.
constexpr double kTie = 1e-30;

/// Log-probabilities [n,K] in double, shifted so that the best class has 0.
at::Tensor relative(const at::Tensor& logits) {
  const at::Tensor log_p = at::log_softmax(logits.to(at::kDouble), 1);
  return log_p - log_p.amax({1}, /*keepdim=*/true);
}

}  // namespace

at::Tensor gated_scores(const at::Tensor& seen_logits, const at::Tensor& unseen_logits,
                        const at::Tensor& above_any, const Classes& classes) {
  const at::Tensor above = above_any.to(at::kDouble);
  const at::Tensor gap = at::where(above > 0, above, above - kTie).unsqueeze(1);
  at::Tensor all = at::empty({above.size(0), classes.attributes.size(0)}, gap.options());
  all.index_copy_(1, classes.seen, relative(seen_logits) + gap);
  all.index_copy_(1, classes.unseen, relative(unseen_logits));
  return all;
}

}  // namespace zeroth::recipes
