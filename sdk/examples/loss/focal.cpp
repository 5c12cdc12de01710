/// Focal loss: cross-entropy in which rows that are right already count less.
/// Lin et al., ICCV 2017, arXiv:1708.02002, equation 4, without the weights of equation 5.
#include <ATen/TensorOperators.h>
#include <ATen/ops/log_softmax.h>
#include <zeroth/loss.h>

namespace {

class Focal final : public zeroth::Loss {
 public:
  static void describe(zeroth::Schema<Focal>& s) {
    s.summary("Mean of -(1 - p)^focus log p, p the probability of a row's label.");
    s.cite("arXiv:1708.02002");
    s.param("focus", &Focal::focus_, "gamma of the paper; 0 is cross-entropy").at_least(0);
    s.input("logits", {"N", "C"});
    s.input("labels", {"N"}, "int64");
    s.non_negative();
  }

  at::Tensor compute(const zeroth::TensorMap& in) const override {
    const at::Tensor labels = in["labels"].unsqueeze(1);
    const at::Tensor log_p = at::log_softmax(in["logits"], 1).gather(1, labels).squeeze(1);
    return -((1 - log_p.exp()).pow(focus_) * log_p).mean();
  }

 private:
  double focus_ = 2.0;
};

}  // namespace

ZEROTH_LOSS(Focal, "focal", "0.1.0")
