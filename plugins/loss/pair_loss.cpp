#include "plugins/loss/pair_loss.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/eq.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/softplus.h>
#include <torch/csrc/autograd/custom_function.h>
#include <zeroth/networks/unit_rows.h>

namespace zeroth::losses {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;
using zeroth::networks::unit_rows;

constexpr double kSmallestNorm = 1e-8;

/// Cross-entropy of the logits that a matrix of cosines stands for. With target m it is softplus(l)
/// - m l, so the targets are never stored as numbers; and its derivative, sigmoid(l) - m, is known
/// as soon as the value is.
class PairCrossEntropy : public torch::autograd::Function<PairCrossEntropy> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& cosine,
                            const at::Tensor& labels, const PairRule& rule) {
    const at::Tensor logit = logit_of(cosine, rule);
    const at::Tensor same = labels.unsqueeze(1).eq(labels.unsqueeze(0));
    const at::Tensor derivative = at::sigmoid(logit).sub_(same.to(logit.scalar_type()));
    const double slope = (rule.half ? 0.5 : 1.0) / rule.temperature;
    at::Tensor value;
    if (rule.balanced) {
      value = balanced(logit, same, derivative);
      derivative.mul_(slope);
    } else {
      const double pairs = static_cast<double>(logit.numel());
      value = (at::softplus(logit).sum() - logit.masked_select(same).sum()) / pairs;
      derivative.mul_(slope / pairs);
    }
    context->save_for_backward({derivative});
    return value;
  }

  static tensor_list backward(AutogradContext* context, tensor_list upstream) {
    return {context->get_saved_variables()[0] * upstream[0], at::Tensor(), at::Tensor()};
  }

 private:
  static at::Tensor logit_of(const at::Tensor& cosine, const PairRule& rule) {
    at::Tensor logit = rule.half ? (cosine + 1).mul_(0.5) : cosine;
    if (rule.threshold != 0) logit = logit - rule.threshold;
    if (rule.temperature != 1) logit = logit / rule.temperature;
    return logit;
  }

  /// The mean over pairs of equal labels, of which the diagonal are some, and that over the others,
  /// half of each; weighs `derivative` alike.
  static at::Tensor balanced(const at::Tensor& logit, const at::Tensor& same,
                             const at::Tensor& derivative) {
    const at::Tensor of_same = at::softplus(-logit.masked_select(same));
    const at::Tensor other = same.logical_not();
    const at::Tensor of_other = at::softplus(logit.masked_select(other));
    if (of_other.numel() == 0) {
      derivative.div_(static_cast<double>(of_same.numel()));
      return of_same.mean();
    }
    const at::Tensor weight =
        same.to(logit.scalar_type()) * (0.5 / static_cast<double>(of_same.numel())) +
        other.to(logit.scalar_type()) * (0.5 / static_cast<double>(of_other.numel()));
    derivative.mul_(weight);
    return 0.5 * (of_same.mean() + of_other.mean());
  }
};

}  // namespace

at::Tensor pair_loss(const at::Tensor& teacher, const at::Tensor& student, const at::Tensor& labels,
                     const PairRule& rule) {
  const at::Tensor cosine =
      at::mm(unit_rows(teacher, kSmallestNorm), unit_rows(student, kSmallestNorm).t());
  return PairCrossEntropy::apply(cosine, labels, rule);
}

}  // namespace zeroth::losses
