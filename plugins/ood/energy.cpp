/// Energy score for out-of-distribution detection.
/// Liu et al., NeurIPS 2020, arXiv:2010.03759, equation 4, negated.
#include <ATen/TensorOperators.h>
#include <ATen/ops/logsumexp.h>
#include <zeroth/ood_scorer.h>

namespace {

class Energy final : public zeroth::OODScorer {
 public:
  static void describe(zeroth::Schema<Energy>& s) {
    s.summary("Negative free energy of the logits: T logsumexp(logits / T).");
    s.cite("arXiv:2010.03759");
    s.param("temperature", &Energy::temperature_, "T, divides the logits").above(0);
  }

  at::Tensor score(const zeroth::Scores& in) const override {
    return temperature_ * at::logsumexp(in.logits / temperature_, 1);
  }

 private:
  double temperature_ = 1.0;
};

}  // namespace

ZEROTH_OOD_SCORER(Energy, "energy", "1.0.0")
