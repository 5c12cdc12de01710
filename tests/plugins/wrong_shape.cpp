#include <ATen/TensorOperators.h>
#include <zeroth/ood_scorer.h>

namespace {

class WrongShape final : public zeroth::OODScorer {
 public:
  static void describe(zeroth::Schema<WrongShape>& s) { s.summary("Misbehaves in score()."); }

  at::Tensor score(const zeroth::Scores& in) const override { return in.logits; }
};

}  // namespace

ZEROTH_OOD_SCORER(WrongShape, "wrong-shape", "1.0.0")
