/// Margin between the two largest softmax probabilities: a row that lies between classes scores
/// low. Scheffer, Decomain, Wrobel, IDA 2001, use it to find the rows that a classifier is unsure
/// of.
#include <ATen/TensorOperators.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/topk.h>
#include <zeroth/ood_scorer.h>

#include <tuple>

namespace {

class Margin final : public zeroth::OODScorer {
 public:
  static void describe(zeroth::Schema<Margin>& s) {
    s.summary("Largest less second largest softmax probability of the seen classes, 0 to 1.");
    s.param("temperature", &Margin::temperature_, "T, divides the logits").above(0);
  }

  at::Tensor score(const zeroth::Scores& in) const override {
    const at::Tensor p = at::softmax(in.logits / temperature_, 1);
    if (p.size(1) < 2) return p.select(1, 0);  // nothing to be mistaken for
    const at::Tensor best = std::get<0>(at::topk(p, 2, 1));
    return best.select(1, 0) - best.select(1, 1);
  }

 private:
  double temperature_ = 1.0;
};

}  // namespace

ZEROTH_OOD_SCORER(Margin, "margin", "0.1.0")
