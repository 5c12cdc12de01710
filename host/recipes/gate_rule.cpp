#include "host/recipes/gate_rule.h"

#include <ATen/ops/quantile.h>

namespace zeroth::host {

GateRule GateRule::from_json(const Json& gate) {
  GateRule rule;
  rule.rule = gate.at("threshold").get<std::string>();
  rule.value = gate.at("value").get<double>();
  rule.quantile = gate.at("quantile").get<double>();
  return rule;
}

double GateRule::threshold(const at::Tensor& training_scores) const {
  if (rule != "seen-quantile") return value;
  return at::quantile(training_scores.to(at::kDouble), quantile).item<double>();
}

}  // namespace zeroth::host
