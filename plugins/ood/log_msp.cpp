/// Logarithm of the maximum softmax probability: the score of D3GZSL's released code.
/// Wang et al., AAAI 2024, arXiv:2402.11424; ranks like MSP.
#include <ATen/TensorOperators.h>
#include <ATen/ops/log_softmax.h>
#include <zeroth/ood_scorer.h>

namespace {

class LogMsp final : public zeroth::OODScorer {
 public:
  static void describe(zeroth::Schema<LogMsp>& s) {
    s.summary("Logarithm of the largest softmax probability of the seen classes, at most 0.");
    s.cite("arXiv:2402.11424");
  }

  at::Tensor score(const zeroth::Scores& in) const override {
    return at::log_softmax(in.logits, 1).amax(1);
  }
};

}  // namespace

ZEROTH_OOD_SCORER(LogMsp, "log-msp", "1.0.0")
