#include "plugins/networks/pairwise_leaky_by_tensors.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/leaky_relu.h>
#include <ATen/ops/leaky_relu_backward.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/zeros_like.h>
#include <zeroth/networks/linear.h>

#include <algorithm>

namespace zeroth::networks {
namespace {

/// Calls `function(first, count)` for consecutive rows of x.
template <class Function>
void for_rows(const at::Tensor& x, const at::Tensor& y, Function&& function) {
  constexpr std::int64_t kNumbers = std::int64_t{1} << 24;
  const std::int64_t some =
      std::max<std::int64_t>(1, kNumbers / std::max<std::int64_t>(1, y.numel()));
  for (std::int64_t first = 0; first < x.size(0); first += some) {
    function(first, std::min(some, x.size(0) - first));
  }
}

/// [rows,S,M].
at::Tensor pre_activations(const at::Tensor& rows, const at::Tensor& y) {
  return rows.unsqueeze(1) + y.unsqueeze(0);
}

}  // namespace

at::Tensor pairs_by_tensors(const at::Tensor& x, const at::Tensor& y, const at::Tensor& w) {
  const at::Tensor out = at::empty({x.size(0), y.size(0)}, x.options());
  for_rows(x, y, [&](std::int64_t first, std::int64_t count) {
    const at::Tensor z = pre_activations(x.narrow(0, first, count), y);
    out.narrow(0, first, count).copy_(at::matmul(at::leaky_relu(z, kLeakySlope), w));
  });
  return out;
}

PairsDerivative pairs_derivative_by_tensors(const at::Tensor& x, const at::Tensor& y,
                                            const at::Tensor& w, const at::Tensor& upstream,
                                            bool all) {
  PairsDerivative d;
  d.x = at::empty_like(x);
  if (all) {
    d.y = at::zeros_like(y);
    d.w = at::zeros_like(w);
  }
  for_rows(x, y, [&](std::int64_t first, std::int64_t count) {
    const at::Tensor z = pre_activations(x.narrow(0, first, count), y);
    const at::Tensor weight = upstream.narrow(0, first, count).unsqueeze(2);
    const at::Tensor dz = at::leaky_relu_backward(weight * w, z, kLeakySlope, false);
    d.x.narrow(0, first, count).copy_(dz.sum(1));
    if (!all) return;
    d.y.add_(dz.sum(0));
    d.w.add_((weight * at::leaky_relu(z, kLeakySlope)).flatten(0, 1).sum(0));
  });
  return d;
}

}  // namespace zeroth::networks
