#pragma once

#include <zeroth/ood_scorer.h>
#include <zeroth/training.h>

#include <map>
#include <string>
#include <vector>

namespace zeroth::recipes {

/// What an expert says of images for prediction: the tensor "inference_" + `tensor` where the
/// expert tells it from the one that its losses read.
at::Tensor for_prediction(const TensorMap& said, const std::string& expert,
                          const std::string& tensor);

/// The shares that a pipeline gives, or equal ones where it gives none.
std::map<std::string, double> shares_of(const std::vector<std::string>& experts,
                                        const std::map<std::string, double>& given);

/// How experts predict together: a weighted sum of their class scores, the seen classes set back by
/// a calibration (plugins/recipe/README.md, embedding).
class ExpertMixture {
 public:
  /// `weights`: the share of each expert; `classes` must outlive the mixture.
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

}  // namespace zeroth::recipes
