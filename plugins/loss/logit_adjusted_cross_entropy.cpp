/// Cross-entropy of logits that are moved by the classes' shares of the rows.
/// Menon et al., Long-Tail Learning via Logit Adjustment, ICLR 2021, arXiv:2007.07314, equation 10.
#include <ATen/TensorOperators.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <zeroth/loss.h>

namespace {

class LogitAdjustedCrossEntropy final : public zeroth::Loss {
 public:
  static void describe(zeroth::Schema<LogitAdjustedCrossEntropy>& s) {
    s.summary("Mean negative log-likelihood of softmax(logits + tau log_prior), for long tails.");
    s.cite("Menon et al., Long-Tail Learning via Logit Adjustment, ICLR 2021, arXiv:2007.07314");
    s.param("tau", &LogitAdjustedCrossEntropy::tau_, "times the log of a class's share of the rows")
        .above(0);
    s.input("logits", {"N", "C"});
    s.input("labels", {"N"}, "int64");
    s.input("log_prior", {"C"});
    s.non_negative();
  }

  at::Tensor compute(const zeroth::TensorMap& in) const override {
    return at::cross_entropy_loss(in["logits"] + tau_ * in["log_prior"], in["labels"]);
  }

 private:
  double tau_ = 1.0;
};

}  // namespace

ZEROTH_LOSS(LogitAdjustedCrossEntropy, "logit-adjusted-cross-entropy", "1.0.0")
