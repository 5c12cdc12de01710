/// Generalised entropy over the most probable classes.
/// Liu et al., CVPR 2023 (GEN): Pushing the Limits of Softmax-Based Out-of-Distribution Detection.
#include <ATen/TensorOperators.h>
#include <ATen/ops/log_softmax.h>
#include <zeroth/ood_scorer.h>

#include <algorithm>
#include <limits>

namespace {

class Gen final : public zeroth::OODScorer {
 public:
  static void describe(zeroth::Schema<Gen>& s) {
    s.summary(
        "Negative generalised entropy: -sum p^gamma (1 - p)^gamma over the most probable classes.");
    s.cite(
        "Liu et al., GEN: Pushing the Limits of Softmax-Based Out-of-Distribution Detection, CVPR "
        "2023");
    s.param("gamma", &Gen::gamma_, "exponent").above(0).below(1);
    s.param("top_classes", &Gen::top_classes_, "classes that count, the most probable ones")
        .at_least(1);
  }

  at::Tensor score(const zeroth::Scores& in) const override {
    const at::Tensor log_p = at::log_softmax(in.logits, 1);
    const auto classes = log_p.size(1);
    if (classes == 1) return log_p.sum(1);  // p = 1: no entropy
    const auto [top, at] = log_p.topk(std::min(top_classes_, classes), 1);
    const auto rest = top.size(1) - 1;
    const at::Tensor others = top.narrow(1, 1, rest);
    const at::Tensor first = top.select(1, 0) + log_of_rest(log_p, at.narrow(1, 0, 1));
    return -(gamma_ * first).exp() - (gamma_ * (others + others.exp().neg().log1p())).exp().sum(1);
  }

 private:
  /// log(1 - p) of the most probable class: the sum of the others, since p may round to one.
  static at::Tensor log_of_rest(const at::Tensor& log_p, const at::Tensor& first) {
    return log_p.scatter(1, first, -std::numeric_limits<double>::infinity()).logsumexp({1});
  }

  double gamma_ = 0.1;
  std::int64_t top_classes_ = 100;
};

}  // namespace

ZEROTH_OOD_SCORER(Gen, "gen", "1.0.0")
