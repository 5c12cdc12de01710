#include "plugins/networks/pairwise_leaky.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/custom_function.h>
#include <zeroth/error.h>

#include "plugins/networks/pairwise_leaky_by_tensors.h"
#include "plugins/networks/pairwise_leaky_kernels.h"

namespace zeroth::networks {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

// Columns that one task of the derivative covers: what it reads of y and its derivative stays in
// the second-level cache for a thousand classes.
constexpr std::int64_t kColumns = 128;

template <class T>
Pairs<T> pairs_of(const at::Tensor& x, const at::Tensor& y, const at::Tensor& w) {
  return {x.data_ptr<T>(), y.data_ptr<T>(), w.data_ptr<T>(), x.size(0), y.size(0), x.size(1)};
}

/// Calls `function` with a zero of the tensor's type.
template <class Function>
void with_type(const at::Tensor& tensor, Function&& function) {
  if (tensor.scalar_type() == at::kFloat) return function(0.0F);
  if (tensor.scalar_type() == at::kDouble) return function(0.0);
  throw Error("pairwise_leaky reads float32 or float64");
}

class PairwiseLeaky : public torch::autograd::Function<PairwiseLeaky> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x_any,
                            const at::Tensor& y_any, const at::Tensor& w_any) {
    const at::Tensor x = x_any.contiguous(), y = y_any.contiguous(), w = w_any.contiguous();
    context->save_for_backward({x, y, w});
    context->saved_data["weights move"] = y_any.requires_grad() || w_any.requires_grad();
    if (!x.device().is_cpu()) return pairs_by_tensors(x, y, w);
    at::Tensor out = at::empty({x.size(0), y.size(0)}, x.options());
    with_type(x, [&](auto zero) {
      using T = decltype(zero);
      const auto in = pairs_of<T>(x, y, w);
      at::parallel_for(0, x.size(0), 1, [&](std::int64_t begin, std::int64_t end) {
        pairs_forward(in, begin, end, out.data_ptr<T>());
      });
    });
    return out;
  }

  static tensor_list backward(AutogradContext* context, tensor_list upstream_list) {
    const tensor_list saved = context->get_saved_variables();
    const at::Tensor &x = saved[0], &y = saved[1], &w = saved[2];
    const at::Tensor upstream = upstream_list[0].contiguous();
    const bool all = context->saved_data["weights move"].toBool();
    if (!x.device().is_cpu()) {
      const PairsDerivative d = pairs_derivative_by_tensors(x, y, w, upstream, all);
      return {d.x, d.y, d.w};
    }
    at::Tensor dx = at::zeros_like(x), dy, dw;
    if (all) {
      dy = at::zeros_like(y);
      dw = at::zeros_like(w);
    }
    with_type(x, [&](auto zero) {
      using T = decltype(zero);
      const auto in = pairs_of<T>(x, y, w);
      const PairsGradient<T> gradient{upstream.data_ptr<T>(), dx.data_ptr<T>(),
                                      all ? dy.data_ptr<T>() : nullptr,
                                      all ? dw.data_ptr<T>() : nullptr};
      const std::int64_t tasks = (in.width + kColumns - 1) / kColumns;
      at::parallel_for(0, tasks, 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t task = begin; task < end; ++task) {
          const std::int64_t first = task * kColumns;
          pairs_backward(in, gradient, first, std::min(first + kColumns, in.width));
        }
      });
    });
    return {dx, dy, dw};
  }
};

}  // namespace

at::Tensor pairwise_leaky(const at::Tensor& x, const at::Tensor& y, const at::Tensor& w) {
  return PairwiseLeaky::apply(x, y, w);
}

}  // namespace zeroth::networks
