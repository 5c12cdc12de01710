/// Negative entropy of the softmax.
/// plugins/ood/README.md, entropy.
#include <ATen/TensorOperators.h>
#include <ATen/ops/log_softmax.h>
#include <zeroth/ood_scorer.h>

namespace {

class Entropy final : public zeroth::OODScorer {
 public:
  static void describe(zeroth::Schema<Entropy>& s) {
    s.summary("Sum of p log p over the seen classes, in [-log S, 0].");
  }

  at::Tensor score(const zeroth::Scores& in) const override {
    const at::Tensor log_p = at::log_softmax(in.logits, 1);
    return (log_p.exp() * log_p).sum(1);
  }
};

}  // namespace

ZEROTH_OOD_SCORER(Entropy, "entropy", "1.0.0")
