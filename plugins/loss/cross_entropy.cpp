/// Cross-entropy with a temperature.
/// D3GZSL, arXiv:2402.11424, equations 6 and 10.
#include <ATen/TensorOperators.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <zeroth/loss.h>

namespace {

class CrossEntropy final : public zeroth::Loss {
 public:
  static void describe(zeroth::Schema<CrossEntropy>& s) {
    s.summary("Mean negative log-likelihood of softmax(logits / temperature).");
    s.cite("arXiv:2402.11424");
    s.param("temperature", &CrossEntropy::temperature_, "divides the logits").above(0);
    s.input("logits", {"N", "C"});
    s.input("labels", {"N"}, "int64");
    s.non_negative();
  }

  at::Tensor compute(const zeroth::TensorMap& in) const override {
    const at::Tensor& logits = in["logits"];
    return at::cross_entropy_loss(temperature_ == 1.0 ? logits : logits / temperature_,
                                  in["labels"]);
  }

 private:
  double temperature_ = 1.0;
};

}  // namespace

ZEROTH_LOSS(CrossEntropy, "cross-entropy", "1.0.0")
