// Two plugins in one file.
#include <zeroth/ood_scorer.h>

class Scorer final : public zeroth::OODScorer {
 public:
  static void describe(zeroth::Schema<Scorer>& s) { s.summary("Scores."); }
  at::Tensor score(const zeroth::Scores& in) const override { return in.logits; }
};

ZEROTH_OOD_SCORER(Scorer, "mistake", "1.0.0")
ZEROTH_OOD_SCORER(Scorer, "another", "1.0.0")
