#include <ATen/TensorOperators.h>
#include <zeroth/ood_scorer.h>

#include <csignal>

namespace {

class Crashes final : public zeroth::OODScorer {
 public:
  static void describe(zeroth::Schema<Crashes>& s) { s.summary("Misbehaves in score()."); }

  at::Tensor score(const zeroth::Scores& in) const override {
    std::raise(SIGSEGV);
    return in.logits;
  }
};

}  // namespace

ZEROTH_OOD_SCORER(Crashes, "crashes", "1.0.0")
