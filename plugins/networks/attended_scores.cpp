#include "plugins/networks/attended_scores.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/_softmax.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/sum.h>
#include <torch/csrc/autograd/custom_function.h>

namespace zeroth::networks {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

/// With few items the maps are small: plain differentiation keeps them, and every product is one
/// large one.
at::Tensor by_maps(const at::Tensor& items, const at::Tensor& score, const at::Tensor& attention) {
  const at::Tensor maps = at::linear(items, at::cat({score, attention}));
  const auto attributes = score.size(0);
  const at::Tensor weights = at::softmax(maps.narrow(2, attributes, attributes), 1);
  return (weights * maps.narrow(2, 0, attributes)).sum(1);
}

/// With many items the maps of a batch are larger than everything else in training. The derivative
/// needs of them only the sums of w x and of w s x over the items (w: weights, s: scores, x:
/// items), which are small where the items are short: they are made image by image, while the maps
/// of that image lie in the cache, and the maps are forgotten.
class BySums : public torch::autograd::Function<BySums> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& items,
                            const at::Tensor& score, const at::Tensor& attention) {
    const auto images = items.size(0), count = items.size(1), length = items.size(2);
    const auto attributes = score.size(0);
    const bool moves = score.requires_grad() || attention.requires_grad();
    const auto options = items.options();
    const at::Tensor out = at::empty({images, attributes}, options);
    // The first half of the rows: w s x, the second: w x.
    at::Tensor sums = moves ? at::empty({images, 2 * attributes, length}, options) : at::Tensor();
    at::Tensor logits = at::empty({attributes, count}, options);
    at::Tensor weighted = at::empty({2 * attributes, count}, options);
    at::Tensor weighted_scores = weighted.narrow(0, 0, attributes);
    at::Tensor weights = weighted.narrow(0, attributes, attributes);
    for (std::int64_t b = 0; b < images; ++b) {
      const at::Tensor x = items.select(0, b), transposed = x.t();
      at::mm_out(logits, attention, transposed);
      at::_softmax_out(weights, logits, 1, /*half_to_float=*/false);
      at::mm_out(weighted_scores, score, transposed);
      weighted_scores.mul_(weights);
      at::Tensor row = out.select(0, b);
      at::sum_out(row, weighted_scores, 1);
      if (!moves) continue;
      at::Tensor sum = sums.select(0, b);
      at::mm_out(sum, weighted, x);
    }
    if (moves) context->save_for_backward({out, sums});
    return out;
  }

  static tensor_list backward(AutogradContext* context, tensor_list upstream) {
    const tensor_list saved = context->get_saved_variables();
    const at::Tensor &out = saved[0], &sums = saved[1];
    const auto attributes = out.size(1);
    const at::Tensor factor = upstream[0].unsqueeze(2);
    const at::Tensor with_score = sums.narrow(1, 0, attributes);
    const at::Tensor plain = sums.narrow(1, attributes, attributes);
    const at::Tensor d_score = (plain * factor).sum(0);
    const at::Tensor d_attention = ((with_score - plain * out.unsqueeze(2)) * factor).sum(0);
    return {at::Tensor(), d_score, d_attention};
  }
};

}  // namespace

at::Tensor attended_scores(const at::Tensor& items, const at::Tensor& score,
                           const at::Tensor& attention) {
  if (items.size(1) <= items.size(2)) return by_maps(items, score, attention);
  return BySums::apply(items, score, attention);
}

at::Tensor attention_of_items(const at::Tensor& items, const at::Tensor& attention) {
  return at::softmax(at::linear(items, attention), 1).transpose(1, 2);
}

}  // namespace zeroth::networks
