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

/// Mean cross-entropy of the logits that a matrix of cosines stands for. With target m it is
/// softplus(l) - m l, so the targets are never stored as numbers; and its derivative, sigmoid(l) -
/// m, is known as soon as the value is.
class PairCrossEntropy : public torch::autograd::Function<PairCrossEntropy> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& cosine,
                            const at::Tensor& labels, bool half) {
    const at::Tensor logit = half ? (cosine + 1).mul_(0.5) : cosine;
    const at::Tensor same = labels.unsqueeze(1).eq(labels.unsqueeze(0));
    const double pairs = static_cast<double>(logit.numel());
    const at::Tensor value = (at::softplus(logit).sum() - logit.masked_select(same).sum()) / pairs;
    at::Tensor derivative = at::sigmoid(logit).sub_(same.to(logit.scalar_type()));
    derivative.mul_((half ? 0.5 : 1.0) / pairs);
    context->save_for_backward({derivative});
    return value;
  }

  static tensor_list backward(AutogradContext* context, tensor_list upstream) {
    return {context->get_saved_variables()[0] * upstream[0], at::Tensor(), at::Tensor()};
  }
};

}  // namespace

at::Tensor pair_loss(const at::Tensor& teacher, const at::Tensor& student, const at::Tensor& labels,
                     bool half) {
  const at::Tensor cosine =
      at::mm(unit_rows(teacher, kSmallestNorm), unit_rows(student, kSmallestNorm).t());
  return PairCrossEntropy::apply(cosine, labels, half);
}

}  // namespace zeroth::losses
