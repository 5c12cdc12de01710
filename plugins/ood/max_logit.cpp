/// Maximum logit.
/// Hendrycks et al., ICML 2022, arXiv:1911.11132.
#include <zeroth/ood_scorer.h>

namespace {

class MaxLogit final : public zeroth::OODScorer {
 public:
  static void describe(zeroth::Schema<MaxLogit>& s) {
    s.summary("Largest logit of the seen classes.");
    s.cite("arXiv:1911.11132");
  }

  at::Tensor score(const zeroth::Scores& in) const override { return in.logits.amax(1); }
};

}  // namespace

ZEROTH_OOD_SCORER(MaxLogit, "max-logit", "1.0.0")
