// A parameter of a type that no pipeline can give.
#include <zeroth/ood_scorer.h>

class Scorer final : public zeroth::OODScorer {
 public:
  static void describe(zeroth::Schema<Scorer>& s) { s.param("depth", &Scorer::depth_, "how deep"); }
  at::Tensor score(const zeroth::Scores& in) const override { return in.logits; }

 private:
  short depth_ = 1;
};

ZEROTH_OOD_SCORER(Scorer, "mistake", "1.0.0")
