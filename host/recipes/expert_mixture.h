#pragma once

#include <zeroth/ood_scorer.h>
#include <zeroth/training.h>

#include <map>
#include <string>
#include <vector>

#include "host/base/json.h"

namespace zeroth::host {

/// What an expert says of images for prediction: the tensor "inference_" + `tensor` where the
/// expert tells it from the one that its losses read.
at::Tensor for_prediction(const TensorMap& said, const std::string& expert,
                          const std::string& tensor);

/// How experts predict together: a weighted sum of their class scores, the seen classes set back by
/// a calibration (host/recipes/README.md, embedding).
class ExpertMixture {
 public:
  /// The `inference` block; without weights all experts have equal shares. `classes` must outlive
  /// the mixture.
  ExpertMixture(const std::vector<std::string>& experts, const Json& inference,
                const Classes& classes);
  ExpertMixture(std::map<std::string, double> weights, double calibration, const Classes& classes);

  /// The share of each expert that predicts.
  const std::map<std::string, double>& weights() const { return weights_; }
  double calibration() const { return calibration_; }

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
