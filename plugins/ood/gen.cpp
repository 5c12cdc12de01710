/// Generalised entropy of the largest softmax probabilities.
/// Liu et al., GEN: Pushing the Limits of Softmax-Based Out-of-Distribution Detection, CVPR 2023.
#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/log1p.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/logsumexp.h>
#include <zeroth/ood_scorer.h>

#include <algorithm>
#include <tuple>

namespace {

/// log(1 - p) of rows log p [N,S] that fall from left to right, S > 1. Only the largest p can round
/// to 1; what it leaves over is the sum of the others.
at::Tensor log_of_rest(const at::Tensor& log_p) {
  const at::Tensor others = log_p.narrow(1, 1, log_p.size(1) - 1);
  return at::cat({at::logsumexp(others, {1}, /*keepdim=*/true), at::log1p(-others.exp())}, 1);
}

class Gen final : public zeroth::OODScorer {
 public:
  static void describe(zeroth::Schema<Gen>& s) {
    s.summary("-sum p^gamma (1 - p)^gamma over the largest probabilities, at most 0.");
    s.cite("Liu et al., GEN, CVPR 2023");
    s.param("gamma", &Gen::gamma_, "exponent; a small one weighs small probabilities up").above(0);
    s.param("top_classes", &Gen::top_classes_, "how many probabilities are read, at most S")
        .at_least(1);
  }

  // In logarithms, because the slope of p^gamma at 0 is infinite.
  at::Tensor score(const zeroth::Scores& in) const override {
    const std::int64_t classes = in.logits.size(1);
    const at::Tensor log_p =
        std::get<0>(at::log_softmax(in.logits, 1).sort(1, /*descending=*/true));
    if (classes == 1) return log_p.sum(1);  // p = 1 leaves nothing over: 0
    const at::Tensor terms = (gamma_ * (log_p + log_of_rest(log_p))).exp();
    return -terms.narrow(1, 0, std::min(classes, top_classes_)).sum(1);
  }

 private:
  double gamma_ = 0.1;
  std::int64_t top_classes_ = 100;
};

}  // namespace

ZEROTH_OOD_SCORER(Gen, "gen", "1.0.0")
