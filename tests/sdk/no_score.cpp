// A scorer without its function.
#include <zeroth/ood_scorer.h>

class Scorer final : public zeroth::OODScorer {
 public:
  static void describe(zeroth::Schema<Scorer>& s) { s.summary("Scores."); }
};

ZEROTH_OOD_SCORER(Scorer, "mistake", "1.0.0")
