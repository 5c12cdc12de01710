#include <ATen/TensorOperators.h>
#include <ATen/ops/bincount.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/custom_function.h>
#include <zeroth/networks/contrastive.h>

#include <limits>

namespace zeroth::networks {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

/// What the other rows of an anchor's class come to.
struct Positives {
  at::Tensor sum;     // [N,Z] sum of the positives of each anchor
  at::Tensor count;   // [N,1] how many there are
  at::Tensor weight;  // [N,1] the anchor's share of the mean, 0 without positives
};

/// How many rows each class has, and a number of it for each row.
struct ClassSizes {
  at::Tensor size;      // [at least the largest number]
  at::Tensor class_of;  // [N]
};

ClassSizes sizes_of(const at::Tensor& labels) {
  if (labels.is_cpu()) return {at::bincount(labels), labels};
  // A device would be waited for to learn the largest label. There a class has the number of its
  // first row.
  const at::Tensor first =
      labels.unsqueeze(1).eq(labels.unsqueeze(0)).to(at::kInt).argmax(1, /*keepdim=*/false);
  return {at::zeros_like(labels).index_add_(0, first, at::ones_like(labels)), first};
}

Positives positives_of(const at::Tensor& z, const at::Tensor& labels) {
  const ClassSizes classes = sizes_of(labels);
  const at::Tensor sums =
      at::zeros({classes.size.size(0), z.size(1)}, z.options()).index_add_(0, classes.class_of, z);
  Positives p;
  p.sum = sums.index_select(0, classes.class_of) - z;
  p.count = (classes.size.index_select(0, classes.class_of) - 1).to(z.scalar_type()).unsqueeze(1);
  const at::Tensor has = p.count.gt(0).to(z.scalar_type());
  p.weight = has / has.sum().clamp_min(1);
  return p;
}

/// Whether no anchor has a positive, as far as that is known without a wait for a device, which
/// gets the same zeros out of sums of nothing; but not of one row, that has no other.
bool has_none(const Positives& p) {
  return p.count.size(0) < 2 || (p.count.is_cpu() && p.count.max().item<double>() <= 0);
}

/// The loss is a scalar, so its derivative is known as soon as its value is.
class SupervisedContrastive : public torch::autograd::Function<SupervisedContrastive> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& z, const at::Tensor& labels,
                            double temperature) {
    const Positives p = positives_of(z, labels);
    if (has_none(p)) {
      context->save_for_backward({at::zeros_like(z)});
      return at::zeros({}, z.options());
    }
    at::Tensor similarity = at::mm(z, z.t()).div_(temperature);
    similarity.fill_diagonal_(-std::numeric_limits<double>::infinity());
    const at::Tensor all = at::logsumexp(similarity, {1}, /*keepdim=*/true);
    const at::Tensor per_positive = p.weight / p.count.clamp_min(1);
    const at::Tensor own = (z * p.sum).sum(1, /*keepdim=*/true) / temperature;
    const at::Tensor value = (p.weight * all - per_positive * own).sum();
    at::Tensor share = similarity.sub_(all).exp_().mul_(p.weight);
    at::Tensor derivative = at::mm(share, z).addmm_(share.t(), z);
    // Both partners of a pair of positives belong to one class and so weigh the same.
    derivative.sub_(p.sum * (2 * per_positive)).div_(temperature);
    context->save_for_backward({derivative});
    return value;
  }

  static tensor_list backward(AutogradContext* context, tensor_list upstream) {
    return {context->get_saved_variables()[0] * upstream[0], at::Tensor(), at::Tensor()};
  }
};

}  // namespace

at::Tensor supervised_contrastive(const at::Tensor& z, const at::Tensor& labels,
                                  double temperature) {
  return SupervisedContrastive::apply(z, labels, temperature);
}

at::Tensor class_contrastive(const at::Tensor& scores, const at::Tensor& positions,
                             double temperature) {
  return at::cross_entropy_loss(scores / temperature, positions);
}

}  // namespace zeroth::networks
