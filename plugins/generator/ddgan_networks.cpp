#include "plugins/generator/ddgan_networks.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/addcmul.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/chunk.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/leaky_relu.h>
#include <ATen/ops/leaky_relu_backward.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/tanh.h>

#include <cmath>
#include <string>

namespace zeroth::ddgan {
namespace {

using networks::Init;
using networks::kLeakySlope;
using networks::Linear;

constexpr std::int64_t kSinusoids = 128;
constexpr std::int64_t kLatent = 256;
constexpr double kSmallestSquare = 1e-8;
// The last layer starts near zero, so that the first guesses are the middle of the scale.
constexpr double kLastLayerScale = 1e-3;

Linear layer(std::int64_t inputs, std::int64_t outputs, const at::Generator& rng) {
  return {inputs, outputs, Init::fan_average, rng};
}

at::Tensor leaky(const at::Tensor& x) { return at::leaky_relu(x, kLeakySlope); }

/// `upstream` through the leaky ReLU at `x`, whose slopes count as constants.
at::Tensor through_slope(const at::Tensor& upstream, const at::Tensor& x) {
  return at::leaky_relu_backward(upstream, x.detach(), kLeakySlope, false);
}

}  // namespace

StepEmbedding::StepEmbedding(at::Generator rng)
    : first(layer(kSinusoids, kLatent, rng)), second(layer(kLatent, kLatent, rng)) {}

at::Tensor StepEmbedding::all(std::int64_t steps, bool smooth) const {
  const std::int64_t half = kSinusoids / 2;
  const auto options = first.weight.options();
  const at::Tensor frequencies =
      (at::arange(half, options) * (-std::log(10000.0) / static_cast<double>(half - 1))).exp();
  const at::Tensor angles = at::arange(steps, options).unsqueeze(1) * frequencies;
  const at::Tensor h = first(at::cat({angles.sin(), angles.cos()}, 1));
  return second(smooth ? at::silu(h) : leaky(h));
}

void StepEmbedding::append_to(NamedTensors& tensors, const std::string& prefix) const {
  first.append_to(tensors, prefix + ".first");
  second.append_to(tensors, prefix + ".second");
}

Denoiser::Denoiser(const Widths& widths, std::int64_t blocks, std::int64_t mapping, bool bounded,
                   at::Generator rng)
    : time_(rng), bounded_(bounded) {
  mapping_.push_back(layer(widths.noise, kLatent, rng));
  for (std::int64_t i = 0; i < mapping; ++i) mapping_.push_back(layer(kLatent, kLatent, rng));
  input_ = layer(widths.features + widths.attributes, widths.hidden, rng);
  for (std::int64_t i = 0; i < blocks; ++i) {
    blocks_.push_back({layer(kLatent, 2 * widths.hidden, rng),
                       layer(widths.hidden, widths.hidden, rng),
                       layer(kLatent, widths.hidden, rng)});
  }
  last_norm_ = layer(kLatent, 2 * widths.hidden, rng);
  output_ = layer(widths.hidden, widths.features, rng);
  output_.weight.mul_(kLastLayerScale);
}

at::Tensor Denoiser::normed(const Linear& norm, const at::Tensor& h,
                            const at::Tensor& latent) const {
  const auto width = h.size(1);
  // Gradients of the halves of a split come back as one matrix, those of two views as a sum of two.
  const std::vector<at::Tensor> style = at::chunk(norm(latent), 2, 1);
  return at::silu(at::addcmul(style[1], at::layer_norm(h, {width}), style[0] + 1));
}

at::Tensor Denoiser::operator()(const at::Tensor& v, const at::Tensor& step, std::int64_t steps,
                                const at::Tensor& noise, const at::Tensor& a) const {
  at::Tensor latent =
      noise * (noise.square().mean({1}, /*keepdim=*/true) + kSmallestSquare).rsqrt();
  for (const Linear& one : mapping_) latent = at::silu(one(latent));
  const at::Tensor time = time_.all(steps, /*smooth=*/true);
  at::Tensor h = input_(at::cat({v, a}, 1));
  for (const Block& block : blocks_) {
    const at::Tensor of_step = block.time(time).index_select(0, step);
    h = (h + block.layer(normed(block.norm, h, latent)) + of_step) * std::sqrt(0.5);
  }
  const at::Tensor clean = output_(normed(last_norm_, h, latent));
  return bounded_ ? at::tanh(clean) : clean;
}

void Denoiser::append_to(NamedTensors& tensors, const std::string& prefix) const {
  time_.append_to(tensors, prefix + ".time");
  for (std::size_t i = 0; i < mapping_.size(); ++i) {
    mapping_[i].append_to(tensors, prefix + ".mapping." + std::to_string(i));
  }
  input_.append_to(tensors, prefix + ".input");
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    const std::string block = prefix + ".block." + std::to_string(i);
    blocks_[i].norm.append_to(tensors, block + ".norm");
    blocks_[i].layer.append_to(tensors, block + ".layer");
    blocks_[i].time.append_to(tensors, block + ".time");
  }
  last_norm_.append_to(tensors, prefix + ".norm");
  output_.append_to(tensors, prefix + ".output");
}

std::vector<Linear*> Denoiser::layers() {
  std::vector<Linear*> all = {&time_.first, &time_.second, &input_, &last_norm_, &output_};
  for (Linear& one : mapping_) all.push_back(&one);
  for (Block& block : blocks_) {
    for (Linear* one : {&block.norm, &block.layer, &block.time}) all.push_back(one);
  }
  return all;
}

Denoiser Denoiser::copy() const {
  Denoiser twin = *this;
  for (Linear* one : twin.layers())
    *one = {one->weight.detach().clone(), one->bias.detach().clone()};
  return twin;
}

Denoiser Denoiser::repeated() const {
  Denoiser twin = *this;
  for (Linear* one : twin.layers()) *one = one->repeated();
  return twin;
}

Discriminator::Discriminator(const Widths& widths, at::Generator rng)
    : time_(rng),
      time_layer_(layer(kLatent, widths.hidden, rng)),
      condition_(layer(2 * widths.features + widths.attributes, widths.hidden, rng)),
      block_(layer(widths.hidden, widths.hidden, rng)),
      output_(layer(widths.hidden, 1, rng)) {
  const at::Tensor whole = condition_.weight;
  const auto rest = whole.size(1) - widths.features;
  row_weight_ = whole.narrow(1, 0, widths.features).clone();
  condition_.weight = whole.narrow(1, widths.features, rest).clone();
}

at::Tensor Discriminator::of_condition(const at::Tensor& step, std::int64_t steps,
                                       const at::Tensor& v, const at::Tensor& a) const {
  const at::Tensor of_step = time_layer_(time_.all(steps, /*smooth=*/false)).index_select(0, step);
  return condition_(at::cat({v, a}, 1)) + of_step;
}

at::Tensor Discriminator::judged(const at::Tensor& pre_activation) const {
  const at::Tensor h = leaky(pre_activation);
  return output_((h + leaky(block_(h))) * std::sqrt(0.5));
}

at::Tensor Discriminator::operator()(const at::Tensor& u, const at::Tensor& step,
                                     std::int64_t steps, const at::Tensor& v,
                                     const at::Tensor& a) const {
  return judged(at::linear(u, row_weight_) + of_condition(step, steps, v, a));
}

at::Tensor Discriminator::squared_gradient(const at::Tensor& pre_activation) const {
  const at::Tensor inner = block_(leaky(pre_activation));
  const at::Tensor by_top = (output_.weight * std::sqrt(0.5)).expand_as(inner);
  const at::Tensor by_hidden = by_top + at::mm(through_slope(by_top, inner), block_.weight);
  const at::Tensor by_u = at::mm(through_slope(by_hidden, pre_activation), row_weight_);
  return by_u.square().sum(1);
}

Judged Discriminator::judge(const at::Tensor& real, const at::Tensor& fake, const at::Tensor& step,
                            std::int64_t steps, const at::Tensor& v, const at::Tensor& a,
                            bool penalised) const {
  const auto count = real.size(0);
  const at::Tensor condition = of_condition(step, steps, v, a);
  const at::Tensor of_rows = at::linear(at::cat({real, fake}), row_weight_);
  const at::Tensor z = (of_rows.view({2, count, -1}) + condition).view({2 * count, -1});
  const at::Tensor logits = judged(z);
  Judged both;
  both.real = logits.narrow(0, 0, count);
  both.fake = logits.narrow(0, count, count);
  if (penalised) both.squared_gradient = squared_gradient(z.narrow(0, 0, count));
  return both;
}

void Discriminator::append_to(NamedTensors& tensors, const std::string& prefix) const {
  time_.append_to(tensors, prefix + ".time");
  time_layer_.append_to(tensors, prefix + ".time.layer");
  tensors.push_back({prefix + ".row.weight", row_weight_});
  condition_.append_to(tensors, prefix + ".condition");
  block_.append_to(tensors, prefix + ".block");
  output_.append_to(tensors, prefix + ".output");
}

}  // namespace zeroth::ddgan
