/// Divergence of the softmax from the uniform distribution.
/// plugins/ood/README.md, kl-uniform.
#include <ATen/TensorOperators.h>
#include <ATen/ops/log_softmax.h>
#include <zeroth/ood_scorer.h>

#include <cmath>

namespace {

class KlUniform final : public zeroth::OODScorer {
 public:
  static void describe(zeroth::Schema<KlUniform>& s) {
    s.summary("KL(uniform || p) over the seen classes: 0 where nothing is known, grows unbounded.");
  }

  at::Tensor score(const zeroth::Scores& in) const override {
    const double classes = static_cast<double>(in.logits.size(1));
    return -at::log_softmax(in.logits, 1).mean(1) - std::log(classes);
  }
};

}  // namespace

ZEROTH_OOD_SCORER(KlUniform, "kl-uniform", "1.0.0")
