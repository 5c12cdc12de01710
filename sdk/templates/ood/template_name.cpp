/// TODO: what the score is, and the paper and equation it comes from.
#include <ATen/TensorOperators.h>
#include <zeroth/ood_scorer.h>

namespace {

class TemplateName final : public zeroth::OODScorer {
 public:
  static void describe(zeroth::Schema<TemplateName>& s) {
    s.summary("Largest logit above the mean of all.");
    s.param("mean_weight", &TemplateName::mean_weight_, "how much of the mean is taken off")
        .at_least(0);
  }

  // Larger = more in-distribution, always. The score of a row must not depend on the other rows.
  at::Tensor score(const zeroth::Scores& in) const override {
    return in.logits.amax(1) - mean_weight_ * in.logits.mean(1);
  }

 private:
  double mean_weight_ = 1.0;
};

}  // namespace

ZEROTH_OOD_SCORER(TemplateName, "template-name", "0.1.0")
