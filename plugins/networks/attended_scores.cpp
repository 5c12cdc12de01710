#include "plugins/networks/attended_scores.h"

#include <ATen/TensorOperators.h>
#include <ATen/TracerMode.h>
#include <ATen/ops/_softmax.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/sub.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>

namespace zeroth::networks {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

/// The weights that attention logits [J,K] of one image stand for.
at::Tensor weights_of(const at::Tensor& logits, Over over) {
  return at::softmax(logits, over == Over::items ? 0 : 1);
}

/// With few items the maps are small: they are kept, so that every product is one large one. The
/// rest is done image by image, in the cache and in place.
class ByMaps : public torch::autograd::Function<ByMaps> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& items,
                            const at::Tensor& score, const at::Tensor& attention, Over over) {
    const auto attributes = score.size(0);
    at::Tensor maps = at::linear(items, at::cat({score, attention}));  // [B,J,2K]
    const at::Tensor out = at::empty({items.size(0), attributes}, items.options());
    for (std::int64_t b = 0; b < items.size(0); ++b) {
      const at::Tensor scores = maps.select(0, b).narrow(1, 0, attributes);
      at::Tensor weights = maps.select(0, b).narrow(1, attributes, attributes);
      weights.copy_(weights_of(weights, over));
      at::Tensor row = out.select(0, b);
      at::sum_out(row, weights * scores, 0);
    }
    context->save_for_backward({items, maps, out});
    context->saved_data["over items"] = over == Over::items;
    return out;
  }

  static tensor_list backward(AutogradContext* context, tensor_list upstream) {
    const tensor_list saved = context->get_saved_variables();
    const at::Tensor &items = saved[0], &maps = saved[1], &out = saved[2];
    const Over over = context->saved_data["over items"].toBool() ? Over::items : Over::attributes;
    const auto images = items.size(0), count = items.size(1), attributes = out.size(1);
    at::Tensor both = at::zeros({2 * attributes, items.size(2)}, items.options());
    // Some images at a time: enough for a large product, too few to need another set of maps.
    at::Tensor d_maps =
        at::empty({std::min(kImages, images), count, 2 * attributes}, maps.options());
    for (std::int64_t first = 0; first < images; first += kImages) {
      const auto some = std::min(kImages, images - first);
      for (std::int64_t i = 0; i < some; ++i) {
        derive(maps.select(0, first + i), out.select(0, first + i),
               upstream[0].select(0, first + i), over, d_maps.select(0, i));
      }
      const at::Tensor rows = d_maps.narrow(0, 0, some).flatten(0, 1);
      const at::Tensor x = items.narrow(0, first, some).reshape({some * count, items.size(2)});
      at::addmm_out(both, both, rows.t(), x);
    }
    return {at::Tensor(), both.narrow(0, 0, attributes), both.narrow(0, attributes, attributes),
            at::Tensor()};
  }

 private:
  static constexpr std::int64_t kImages = 8;

  /// The derivative [J,2K] by the maps [J,2K] of one image, scores first, then logits.
  static void derive(const at::Tensor& maps, const at::Tensor& out, const at::Tensor& upstream,
                     Over over, const at::Tensor& d_maps) {
    const auto attributes = out.size(0);
    const at::Tensor scores = maps.narrow(1, 0, attributes);
    const at::Tensor weights = maps.narrow(1, attributes, attributes);
    at::Tensor d_scores = d_maps.narrow(1, 0, attributes);
    at::Tensor d_logits = d_maps.narrow(1, attributes, attributes);
    at::mul_out(d_scores, weights, upstream);
    if (over == Over::items) {
      at::sub_out(d_logits, scores, out).mul_(d_scores);
      return;
    }
    const at::Tensor weighted = scores * d_scores;
    at::sub_out(d_logits, weighted, weights * weighted.sum(1, /*keepdim=*/true));
  }
};

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
    const at::Tensor both = at::cat({score, attention});
    // Scores above logits, then weighted scores above weights.
    at::Tensor weighted = at::empty({2 * attributes, count}, options);
    at::Tensor weighted_scores = weighted.narrow(0, 0, attributes);
    at::Tensor weights = weighted.narrow(0, attributes, attributes);
    for (std::int64_t b = 0; b < images; ++b) {
      const at::Tensor x = items.select(0, b);
      at::mm_out(weighted, both, x.t());
      at::_softmax_out(weights, weights, 1, /*half_to_float=*/false);
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

/// All images at once, recorded as it stands: on a device other than the CPU a launch an image
/// costs more than maps in memory do.
at::Tensor by_batch(const at::Tensor& items, const at::Tensor& score, const at::Tensor& attention,
                    Over over) {
  const at::Tensor weights = at::softmax(at::linear(items, attention), over == Over::items ? 1 : 2);
  return (weights * at::linear(items, score)).sum(1);
}

}  // namespace

at::Tensor attended_scores(const at::Tensor& items, const at::Tensor& score,
                           const at::Tensor& attention, Over over) {
  const bool is_recorded = at::tracer::impl::is_dispatch_enabled();  // for any number of images
  if (!items.device().is_cpu() || is_recorded) return by_batch(items, score, attention, over);
  const bool few = items.size(1) <= items.size(2);
  if (few || over == Over::attributes) return ByMaps::apply(items, score, attention, over);
  return BySums::apply(items, score, attention);
}

at::Tensor attention_of_items(const at::Tensor& items, const at::Tensor& attention, Over over) {
  return at::softmax(at::linear(items, attention), over == Over::items ? 1 : 2).transpose(1, 2);
}

}  // namespace zeroth::networks
