/// Divergence of the softmax from the uniform distribution.
/// KL(uniform || p), the quantity whose gradient GradNorm takes: Huang et al., arXiv:2110.00218.
#include <ATen/TensorOperators.h>
#include <ATen/ops/log_softmax.h>
#include <zeroth/ood_scorer.h>

#include <cmath>

namespace {

class KlUniform final : public zeroth::OODScorer {
 public:
  static void describe(zeroth::Schema<KlUniform>& s) {
    s.summary(
        "KL divergence of the seen-class distribution from the uniform one: -log S - mean log p.");
    s.cite("arXiv:2110.00218");
  }

  at::Tensor score(const zeroth::Scores& in) const override {
    const at::Tensor log_p = at::log_softmax(in.logits, 1);
    return -log_p.mean(1) - std::log(static_cast<double>(log_p.size(1)));
  }
};

}  // namespace

ZEROTH_OOD_SCORER(KlUniform, "kl-uniform", "1.0.0")
