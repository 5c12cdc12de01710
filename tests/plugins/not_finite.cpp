#include <ATen/TensorOperators.h>
#include <zeroth/ood_scorer.h>

#include <limits>

namespace {

class NotFinite final : public zeroth::OODScorer {
 public:
  static void describe(zeroth::Schema<NotFinite>& s) { s.summary("Misbehaves in score()."); }

  at::Tensor score(const zeroth::Scores& in) const override {
    return in.logits.amax(1) * std::numeric_limits<double>::quiet_NaN();
  }
};

}  // namespace

ZEROTH_OOD_SCORER(NotFinite, "not-finite", "1.0.0")
