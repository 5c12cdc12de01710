/// Maximum softmax probability.
/// Hendrycks and Gimpel, ICLR 2017, arXiv:1610.02136.
#include <ATen/TensorOperators.h>
#include <ATen/ops/softmax.h>
#include <zeroth/ood_scorer.h>

namespace {

class Msp final : public zeroth::OODScorer {
 public:
  static void describe(zeroth::Schema<Msp>& s) {
    s.summary("Largest softmax probability of the seen classes, in (0,1].");
    s.cite("arXiv:1610.02136");
  }

  at::Tensor score(const zeroth::Scores& in) const override {
    return at::softmax(in.logits, 1).amax(1);
  }
};

}  // namespace

ZEROTH_OOD_SCORER(Msp, "msp", "1.0.0")
