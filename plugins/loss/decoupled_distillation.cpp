/// Distillation of logits in two parts: how likely the label is, and how the other classes share
/// the rest. Zhao et al., CVPR 2022, arXiv:2203.08679, equation 7.
#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/gather.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/logsumexp.h>
#include <zeroth/loss.h>

#include "plugins/networks/seen_positions.h"

namespace {

/// Logarithms of a distribution over the seen classes, cut at the label.
struct Decoupled {
  at::Tensor label;      // [B], of the label
  at::Tensor remainder;  // [B], of all the others together
  at::Tensor others;     // [B,S-1], of the others among themselves
};

/// a log(a / b), for logarithms of a and b.
at::Tensor weighted(const at::Tensor& log_a, const at::Tensor& log_b) {
  return log_a.exp() * (log_a - log_b);
}

/// Places [B,S-1] of the classes that are not the label: others are picked, as a logit that is set
/// to minus infinity has no gradient.
at::Tensor places_of_others(const at::Tensor& label, std::int64_t classes) {
  const at::Tensor from_zero = at::arange(classes - 1, label.options());
  return from_zero + from_zero.ge(label.unsqueeze(1)).to(at::kLong);
}

Decoupled decoupled(const at::Tensor& logits, const at::Tensor& label, const at::Tensor& others) {
  const at::Tensor log_p = at::log_softmax(logits, 1);
  const at::Tensor rest = log_p.gather(1, others);
  const at::Tensor remainder = at::logsumexp(rest, 1);
  return {log_p.gather(1, label.unsqueeze(1)).squeeze(1), remainder, rest - remainder.unsqueeze(1)};
}

class DecoupledDistillation final : public zeroth::Loss {
 public:
  static void describe(zeroth::Schema<DecoupledDistillation>& s) {
    s.summary("KL divergence of label against rest and, apart, of the classes in the rest.");
    s.cite("Zhao et al., Decoupled Knowledge Distillation, CVPR 2022, arXiv:2203.08679");
    s.param("target_weight", &DecoupledDistillation::target_weight_, "alpha, of label against rest")
        .at_least(0);
    s.param("other_weight", &DecoupledDistillation::other_weight_,
            "beta, of the other classes among themselves")
        .at_least(0);
    s.param("temperature", &DecoupledDistillation::temperature_,
            "divides all logits; its square multiplies the loss")
        .above(0);
    s.input("teacher_logits", {"B", "S"});
    s.input("student_logits", {"B", "C"});
    s.input("labels", {"B"}, "int64");
    s.input("seen_classes", {"S"}, "int64");
    s.non_negative();
  }

  at::Tensor compute(const zeroth::TensorMap& in) const override {
    const at::Tensor& seen = in["seen_classes"];
    const at::Tensor label = zeroth::networks::seen_positions(in["labels"], seen);
    const at::Tensor teacher = in["teacher_logits"] / temperature_;
    const at::Tensor student = in["student_logits"].index_select(1, seen) / temperature_;
    // One class alone is certain on both sides: 0, with a gradient of 0.
    if (seen.size(0) == 1) return (teacher - teacher + student - student).sum();
    const at::Tensor others = places_of_others(label, seen.size(0));
    const Decoupled p = decoupled(teacher, label, others), q = decoupled(student, label, others);
    const at::Tensor target = weighted(p.label, q.label) + weighted(p.remainder, q.remainder);
    const at::Tensor other = weighted(p.others, q.others).sum(1);
    return (target_weight_ * target + other_weight_ * other).mean() * (temperature_ * temperature_);
  }

 private:
  double target_weight_ = 1.0;
  double other_weight_ = 8.0;
  double temperature_ = 4.0;
};

}  // namespace

ZEROTH_LOSS(DecoupledDistillation, "decoupled-distillation", "1.0.0")
