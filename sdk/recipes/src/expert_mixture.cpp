#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <ATen/ops/index_select.h>
#include <zeroth/recipes/expert_mixture.h>

#include <utility>

namespace zeroth::recipes {

at::Tensor for_prediction(const TensorMap& said, const std::string& expert,
                          const std::string& tensor) {
  const std::string own = expert + "/inference_" + tensor;
  return said[said.contains(own) ? own : expert + "/" + tensor];
}

std::map<std::string, double> shares_of(const std::vector<std::string>& experts,
                                        const std::map<std::string, double>& given) {
  if (!given.empty()) return given;
  std::map<std::string, double> equal;
  for (const std::string& expert : experts) {
    equal[expert] = 1.0 / static_cast<double>(experts.size());
  }
  return equal;
}

ExpertMixture::ExpertMixture(std::map<std::string, double> weights, double calibration,
                             const Classes& classes)
    : classes_(classes), weights_(std::move(weights)), calibration_(calibration) {}

at::Tensor ExpertMixture::mixed(const TensorMap& said, const std::string& tensor) const {
  at::Tensor sum;
  for (const auto& [expert, weight] : weights_) {
    const at::Tensor part = weight * for_prediction(said, expert, tensor);
    sum = sum.defined() ? sum + part : part;
  }
  return sum;
}

at::Tensor ExpertMixture::scores(const TensorMap& said) const {
  const at::Tensor all = mixed(said, "scores");
  if (calibration_ == 0.0) return all;
  return all.index_add(
      1, classes_.seen,
      at::full({all.size(0), classes_.seen.size(0)}, -calibration_, all.options()));
}

Scores ExpertMixture::detection_scores(const TensorMap& said) const {
  return {mixed(said, "scores").index_select(1, classes_.seen), mixed(said, "attribute_scores")};
}

}  // namespace zeroth::recipes
