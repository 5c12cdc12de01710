#include "plugins/generator/izf_losses.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/mm.h>

#include <cmath>

namespace zeroth::izf {
namespace {

// Of the mean squared distance: kernels for near rows, middling ones and far ones.
constexpr double kWidths[] = {0.25, 1.0, 4.0};
// Keeps the width of a set of one row from being 0.
constexpr double kSmallestWidth = 1e-12;

/// Squared distances [N,M], no less than 0 where rounding would have them so.
at::Tensor distances(const at::Tensor& x, const at::Tensor& y) {
  const at::Tensor squares = x.square().sum(1, true) + y.square().sum(1);
  return (squares - 2 * x.mm(y.t())).clamp_min(0);
}

/// Those of rows among themselves [N,N]. To itself each has none: rounding would leave a trace,
/// beside which the width of a set of equal rows, or of one, is nothing.
at::Tensor own_distances(const at::Tensor& x) {
  return distances(x, x) * (1 - at::eye(x.size(0), x.options()));
}

at::Tensor mean_kernel(const at::Tensor& distances, const at::Tensor& width) {
  at::Tensor sum;
  for (const double factor : kWidths) {
    const at::Tensor one = (distances / (-2 * factor * width)).exp().mean();
    sum = sum.defined() ? sum + one : one;
  }
  return sum;
}

}  // namespace

at::Tensor likelihood_loss(const Coded& coded, const at::Tensor& attributes, double deviation) {
  const auto features = coded.code.size(1), length = attributes.size(1);
  const at::Tensor semantic = (coded.code.narrow(1, 0, length) - attributes) / deviation;
  const at::Tensor rest = coded.code.narrow(1, length, features - length);
  const at::Tensor squares = semantic.square().sum(1) + rest.square().sum(1);
  return (0.5 * squares - coded.log_determinant).mean() / static_cast<double>(features);
}

at::Tensor discrepancy(const at::Tensor& x, const at::Tensor& y) {
  const at::Tensor among = own_distances(x);
  const at::Tensor width = among.detach().mean().clamp_min(kSmallestWidth);
  return mean_kernel(among, width) + mean_kernel(own_distances(y), width) -
         2 * mean_kernel(distances(x, y), width);
}

}  // namespace zeroth::izf
