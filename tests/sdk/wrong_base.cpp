// A scorer that is exported as a loss.
#include <zeroth/loss.h>
#include <zeroth/ood_scorer.h>

class Scorer final : public zeroth::OODScorer {
 public:
  static void describe(zeroth::Schema<Scorer>& s) { s.summary("Scores."); }
  at::Tensor score(const zeroth::Scores& in) const override { return in.logits; }
};

ZEROTH_LOSS(Scorer, "mistake", "1.0.0")
