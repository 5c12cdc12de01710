#pragma once

#include <ATen/core/Tensor.h>
#include <zeroth/schema.h>

#include <string>

namespace zeroth::recipes {

/// How the score is chosen above which a row is called seen.
struct GateRule {
  /// `validation-h`: the threshold with the best H on the validation problem; `seen-quantile`: such
  /// that a share `quantile` of the training rows falls below; `fixed`: `value`; `oracle`: no
  /// threshold, every test row goes to the right expert (IV-TS).
  std::string rule = "validation-h";
  double value = 0.0;
  double quantile = 0.05;

  bool oracle() const { return rule == "oracle"; }
  bool from_validation() const { return rule == "validation-h"; }
  /// `training_scores` [n].
  double threshold(const at::Tensor& training_scores) const;
};

/// A recipe with a block `gate`: how its detector's score decides between seen and unseen classes.
class Gated {
 public:
  template <class T>
  static void describe_gate(Schema<T>& s) {
    s.param("gate.threshold", &Gated::threshold_rule_,
            "how the score is chosen above which a row is called seen")
        .one_of({"validation-h", "seen-quantile", "fixed", "oracle"})
        .needs_validation("validation-h");
    s.param("gate.value", &Gated::threshold_value_, "the threshold of rule fixed");
    s.param("gate.quantile", &Gated::quantile_,
            "of the training rows, below the threshold of seen-quantile")
        .above(0)
        .below(1);
    s.only_with("gate", "ood");
  }
  GateRule gate_rule() const { return {threshold_rule_, threshold_value_, quantile_}; }

 private:
  std::string threshold_rule_ = GateRule().rule;
  double threshold_value_ = GateRule().value;
  double quantile_ = GateRule().quantile;
};

}  // namespace zeroth::recipes
