#include <ATen/TensorOperators.h>
#include <zeroth/ood_scorer.h>

#include <stdexcept>

namespace {

/// An exception class that nobody outside this library knows.
struct Surprise : std::runtime_error {
  Surprise() : std::runtime_error("the score ran out of luck") {}
};

class Throws final : public zeroth::OODScorer {
 public:
  static void describe(zeroth::Schema<Throws>& s) { s.summary("Misbehaves in score()."); }

  at::Tensor score(const zeroth::Scores&) const override { throw Surprise(); }
};

}  // namespace

ZEROTH_OOD_SCORER(Throws, "throws", "1.0.0")
