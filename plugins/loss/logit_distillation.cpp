/// Distillation of normalised logits over the seen classes in D3GZSL.
/// Wang et al., AAAI 2024, arXiv:2402.11424, equations 4 and 5.
#include <ATen/TensorOperators.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/softmax.h>
#include <zeroth/loss.h>
#include <zeroth/networks/unit_rows.h>

namespace {

class LogitDistillation final : public zeroth::Loss {
 public:
  static void describe(zeroth::Schema<LogitDistillation>& s) {
    s.summary("KL divergence of the student's from the teacher's seen-class distribution.");
    s.cite("arXiv:2402.11424");
    s.param(
         "norm", &LogitDistillation::norm_,
         "how logits are normalised: l2 (paper), softmax2: one more softmax (released code), none")
        .one_of({"l2", "softmax2", "none"});
    s.param("temperature", &LogitDistillation::temperature_,
            "divides normalised logits; its square multiplies the loss")
        .above(0);
    s.input("teacher_logits", {"B", "S"});
    s.input("student_logits", {"B", "C"});
    s.input("seen_classes", {"S"}, "int64");
    s.non_negative();
  }

  at::Tensor compute(const zeroth::TensorMap& in) const override {
    const at::Tensor student = in["student_logits"].index_select(1, in["seen_classes"]);
    const at::Tensor log_p = at::log_softmax(normalised(in["teacher_logits"]), 1);
    const at::Tensor log_q = at::log_softmax(normalised(student), 1);
    const at::Tensor divergence = (log_p.exp() * (log_p - log_q)).sum(1).mean();
    return temperature_ == 1 ? divergence : divergence * (temperature_ * temperature_);
  }

 private:
  at::Tensor normalised(const at::Tensor& logits) const {
    const at::Tensor plain = without_temperature(logits);
    return temperature_ == 1 ? plain : plain / temperature_;
  }
  at::Tensor without_temperature(const at::Tensor& logits) const {
    if (norm_ == "softmax2") return at::softmax(logits, 1);
    if (norm_ == "none") return logits;
    return zeroth::networks::unit_rows(logits);
  }

  std::string norm_ = "softmax2";
  double temperature_ = 1.0;
};

}  // namespace

ZEROTH_LOSS(LogitDistillation, "logit-distillation", "1.0.0")
