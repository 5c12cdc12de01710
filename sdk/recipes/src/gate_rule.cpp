#include <ATen/ops/quantile.h>
#include <zeroth/recipes/gate_rule.h>

namespace zeroth::recipes {

double GateRule::threshold(const at::Tensor& training_scores) const {
  if (rule != "seen-quantile") return value;
  return at::quantile(training_scores.to(at::kDouble), quantile).item<double>();
}

}  // namespace zeroth::recipes
