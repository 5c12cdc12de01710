#pragma once

#include <zeroth/ood_scorer.h>

#include <map>
#include <string>

#include "host/recipes/experts.h"

namespace zeroth::host {

/// How experts predict together: a weighted sum of their class scores, the seen classes set back by
/// a calibration (METHODS cards 11 and 12, inference).
class ExpertMixture {
 public:
  /// `experts` and `classes` must outlive the mixture.
  ExpertMixture(const Experts& experts, const Json& inference, const Classes& classes);

  /// Class scores [n,C] from what the experts say of n images.
  at::Tensor scores(const TensorMap& said) const;
  /// What an out-of-distribution score reads: those scores of the seen classes as logits, and the
  /// attribute scores [n,K] of the experts, mixed by the same weights, as embedding.
  Scores detection_scores(const TensorMap& said) const;

 private:
  at::Tensor mixed(const TensorMap& said, const std::string& tensor) const;

  const Classes& classes_;
  std::map<std::string, double> weights_;
  double calibration_ = 0.0;
};

}  // namespace zeroth::host
