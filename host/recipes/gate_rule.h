#pragma once

#include <ATen/core/Tensor.h>

#include <string>

#include "host/base/json.h"

namespace zeroth::host {

/// How two stages choose the score above which a row is called seen.
struct GateRule {
  /// `validation-h`: the threshold with the best H on the validation problem; `seen-quantile`: such
  /// that a share `quantile` of the training rows falls below; `fixed`: `value`; `oracle`: no
  /// threshold, every test row goes to the right expert (IV-TS).
  std::string rule;
  double value = 0.0;
  double quantile = 0.05;

  static GateRule from_json(const Json& gate);
  bool oracle() const { return rule == "oracle"; }
  bool from_validation() const { return rule == "validation-h"; }
  /// `training_scores` [n].
  double threshold(const at::Tensor& training_scores) const;
};

}  // namespace zeroth::host
