#include "plugins/networks/scores_of_attended.h"

#include <ATen/TensorOperators.h>
#include <ATen/TracerMode.h>
#include <ATen/ops/_softmax.h>
#include <ATen/ops/bmm.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/custom_function.h>

namespace zeroth::networks {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

/// Image by image, so that the weights of one are made, softened and used in the cache.
class ByFeatures : public torch::autograd::Function<ByFeatures> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& items,
                            const at::Tensor& score, const at::Tensor& attention) {
    const auto images = items.size(0), attributes = attention.size(0);
    const at::Tensor weights = at::empty({images, attributes, items.size(1)}, items.options());
    const at::Tensor features = at::empty({attributes, images, items.size(2)}, items.options());
    for (std::int64_t b = 0; b < images; ++b) {
      at::Tensor of_image = weights.select(0, b), feature = features.select(1, b);
      at::mm_out(of_image, attention, items.select(0, b).t());
      at::_softmax_out(of_image, of_image, 1, /*half_to_float=*/false);
      at::mm_out(feature, of_image, items.select(0, b));
    }
    const at::Tensor out = at::bmm(features, score.permute({1, 2, 0})).permute({1, 2, 0});
    context->save_for_backward({items, score, weights, features, out});
    return out;
  }

  static tensor_list backward(AutogradContext* context, tensor_list upstream) {
    const tensor_list saved = context->get_saved_variables();
    const at::Tensor &items = saved[0], &score = saved[1], &weights = saved[2];
    const at::Tensor d_score = at::bmm(upstream[0].permute({2, 1, 0}), saved[3]);  // [K,P,D]
    const at::Tensor mean = (upstream[0] * saved[4]).sum(1, /*keepdim=*/true);     // [B,1,K]
    const at::Tensor d_attention = at::zeros({score.size(1), score.size(2)}, score.options());
    at::Tensor d_weights = at::empty({weights.size(1), weights.size(2)}, weights.options());
    for (std::int64_t b = 0; b < items.size(0); ++b) {
      const at::Tensor along = (score * upstream[0].select(0, b).unsqueeze(2)).sum(0);  // [K,D]
      at::mm_out(d_weights, along, items.select(0, b).t());
      d_weights.sub_(mean.select(0, b).t()).mul_(weights.select(0, b));
      d_attention.addmm_(d_weights, items.select(0, b));
    }
    return {at::Tensor(), d_score.transpose(0, 1), d_attention};
  }
};

/// All images at once, recorded as it stands.
at::Tensor by_batch(const at::Tensor& items, const at::Tensor& score, const at::Tensor& attention) {
  const at::Tensor weights = at::softmax(at::linear(items, attention), 1);
  const at::Tensor features = at::matmul(weights.transpose(1, 2), items);  // [B,K,D]
  return (features.unsqueeze(1) * score).sum(3);
}

}  // namespace

at::Tensor scores_of_attended(const at::Tensor& items, const at::Tensor& score,
                              const at::Tensor& attention) {
  const bool is_recorded = at::tracer::impl::is_dispatch_enabled();  // for any number of images
  if (!items.device().is_cpu() || is_recorded) return by_batch(items, score, attention);
  return ByFeatures::apply(items, score, attention);
}

}  // namespace zeroth::networks
