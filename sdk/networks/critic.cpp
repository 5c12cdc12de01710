#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/leaky_relu.h>
#include <ATen/ops/leaky_relu_backward.h>
#include <ATen/ops/lerp.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/scalar_tensor.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/custom_function.h>
#include <zeroth/networks/critic.h>

#include <utility>
#include <vector>

namespace zeroth::networks {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

/// The weights that read features and those that read attributes, as views of one matrix.
struct HiddenWeights {
  HiddenWeights(const at::Tensor& weight, std::int64_t features)
      : features_part(weight.narrow(1, 0, features)),
        attributes_part(weight.narrow(1, features, weight.size(1) - features)) {}
  at::Tensor features_part;    // [H,D]
  at::Tensor attributes_part;  // [H,d]
};

at::Tensor through_slope(const at::Tensor& gradient, const at::Tensor& pre_activation) {
  return at::leaky_relu_backward(gradient, pre_activation, kLeakySlope, false);
}

/// Everything that both parts of the loss read.
struct Forward {
  at::Tensor weight, output_weight;  // [H,D+d], [1,H]
  at::Tensor attributes;             // [B,d]
  at::Tensor rows;                   // [2B,D], real rows above fake ones
  at::Tensor z;                      // [2B,H] pre-activations of `rows`
  at::Tensor mixed;                  // [B,H] pre-activations of the interpolated rows

  HiddenWeights weights() const { return {weight, rows.size(1)}; }
};

Forward run_forward(const Critic& critic, const CriticBatch& batch) {
  const auto count = batch.real.size(0);
  const HiddenWeights weights(critic.hidden.weight, batch.real.size(1));
  const at::Tensor of_class =
      at::linear(batch.attributes, weights.attributes_part, critic.hidden.bias);
  Forward f;
  f.weight = critic.hidden.weight;
  f.output_weight = critic.output.weight;
  f.attributes = batch.attributes;
  f.rows = at::cat({batch.real, batch.fake});
  f.z = at::mm(f.rows, weights.features_part.t());
  f.z.view({2, count, -1}).add_(of_class);
  f.mixed = at::lerp(f.z.narrow(0, count, count), f.z.narrow(0, 0, count),
                     batch.mix.unsqueeze(1).expand({count, f.z.size(1)}));
  return f;
}

/// The penalty's value and what its derivative needs.
struct Penalty {
  at::Tensor v;      // [B,H] output weight times slope: the gradient is v W_x
  at::Tensor pull;   // [B,D] derivative of the weighted penalty by that gradient
  at::Tensor value;  // mean (|g| - 1)^2
};

/// `weight` is [] double: multiplied as it is, then rounded to what the rows are.
Penalty penalty_of(const Forward& f, const at::Tensor& weight) {
  const auto count = f.mixed.size(0);
  const HiddenWeights weights = f.weights();
  Penalty p;
  p.v = through_slope(f.output_weight.expand_as(f.mixed), f.mixed);
  at::Tensor gradient = at::mm(p.v, weights.features_part);
  const at::Tensor norm = gradient.norm(2, {1}, /*keepdim=*/true);
  p.value = (norm - 1).square().mean();
  // A zero gradient has no direction; like autograd, let it pull nowhere.
  const at::Tensor scale = at::where(norm > 0, (norm - 1) / norm, at::zeros_like(norm));
  p.pull = gradient.mul_(scale *
                         weight.mul(2.0).div(static_cast<double>(count)).to(scale.scalar_type()));
  return p;
}

/// Derivatives of `factor` [] times the loss by the weights of the critic, in the order of
/// `Critic`'s tensors. The factor goes to the rows: the weights are many more numbers.
tensor_list weight_gradients(const Forward& f, const Penalty& p, bool wasserstein,
                             const at::Tensor& factor) {
  const auto count = f.mixed.size(0);
  const at::Tensor pull = p.pull * factor;
  const at::Tensor by_v = at::mm(pull, f.weights().features_part.t());
  at::Tensor d_output = through_slope(by_v, f.mixed).sum(0, /*keepdim=*/true);
  at::Tensor d_hidden = at::empty_like(f.weight);
  HiddenWeights d(d_hidden, f.rows.size(1));
  if (!wasserstein) {
    d.attributes_part.zero_();
    at::mm_out(d.features_part, p.v.t(), pull);
    return {d_hidden, at::zeros_like(f.weight.select(1, 0)), d_output,
            at::zeros_like(f.output_weight.select(1, 0))};
  }
  const at::Tensor share = factor / static_cast<double>(count);
  at::Tensor dz = through_slope(f.output_weight.expand_as(f.z), f.z);
  dz.narrow(0, 0, count).mul_(-share);
  dz.narrow(0, count, count).mul_(share);
  const at::Tensor of_class = dz.view({2, count, -1}).sum(0);
  // One product over real, fake and penalty rows.
  at::mm_out(d.features_part, at::cat({dz, p.v}).t(), at::cat({f.rows, pull}));
  at::mm_out(d.attributes_part, of_class.t(), f.attributes);
  const at::Tensor h = at::leaky_relu(f.z, kLeakySlope);
  const at::Tensor h_sums = h.view({2, count, -1}).sum(1);
  d_output.add_((h_sums.narrow(0, 1, 1) - h_sums.narrow(0, 0, 1)) * share);
  return {d_hidden, of_class.sum(0), d_output, at::zeros_like(f.output_weight.select(1, 0))};
}

/// mean critic(fake) - mean critic(real); the output bias cancels.
at::Tensor wasserstein_distance(const Forward& f) {
  const at::Tensor h = at::leaky_relu(f.z, kLeakySlope);
  const at::Tensor scores = at::mm(h, f.output_weight.t()).view({2, -1}).mean(1);
  return scores[1] - scores[0];
}

/// Forward keeps the rows; backward forms the derivative from them.
class ClosedFormLoss : public torch::autograd::Function<ClosedFormLoss> {
 public:
  static tensor_list forward(AutogradContext* context, at::Tensor hidden_weight,
                             at::Tensor hidden_bias, at::Tensor output_weight,
                             at::Tensor output_bias, at::Tensor real, at::Tensor fake,
                             at::Tensor attributes, at::Tensor mix, at::Tensor weight,
                             bool wasserstein) {
    Critic critic;
    critic.hidden.weight = std::move(hidden_weight);
    critic.hidden.bias = std::move(hidden_bias);
    critic.output.weight = std::move(output_weight);
    critic.output.bias = std::move(output_bias);
    const Forward f = run_forward(critic, {real, fake, attributes, mix});
    const Penalty p = penalty_of(f, weight);
    at::Tensor total = p.value * weight.to(p.value.scalar_type());
    if (wasserstein) total = total + wasserstein_distance(f);
    if (needs_gradient(critic)) {
      context->save_for_backward(
          {f.weight, f.output_weight, f.attributes, f.rows, f.z, f.mixed, p.v, p.pull});
      context->saved_data["wasserstein"] = wasserstein;
    }
    context->mark_non_differentiable({p.value});
    return {total, p.value};
  }

  static tensor_list backward(AutogradContext* context, tensor_list upstream) {
    const tensor_list saved = context->get_saved_variables();
    if (saved.empty()) return tensor_list(10);  // only rows want a gradient, and they have none
    const Forward f{saved[0], saved[1], saved[2], saved[3], saved[4], saved[5]};
    const Penalty p{saved[6], saved[7], {}};
    tensor_list gradients =
        weight_gradients(f, p, context->saved_data["wasserstein"].toBool(), upstream[0]);
    gradients.resize(10);
    return gradients;
  }

 private:
  static bool needs_gradient(const Critic& critic) {
    return critic.hidden.weight.requires_grad() || critic.output.weight.requires_grad();
  }
};

CriticLoss closed_form(const Critic& critic, const CriticBatch& batch, const at::Tensor& weight,
                       bool wasserstein) {
  const tensor_list out = ClosedFormLoss::apply(
      critic.hidden.weight, critic.hidden.bias, critic.output.weight, critic.output.bias,
      batch.real, batch.fake, batch.attributes, batch.mix, weight, wasserstein);
  return {out[0], out[1]};
}

}  // namespace

Critic::Critic(std::int64_t features, std::int64_t attributes, std::int64_t width,
               at::Generator rng)
    : hidden(features + attributes, width, Init::normal, rng),
      output(width, 1, Init::normal, rng) {}

at::Tensor Critic::score(const at::Tensor& x, const at::Tensor& a) const {
  const HiddenWeights weights(hidden.weight, x.size(1));
  const at::Tensor z =
      at::linear(x, weights.features_part) + at::linear(a, weights.attributes_part, hidden.bias);
  return output(at::leaky_relu(z, kLeakySlope));
}

void Critic::append_to(NamedTensors& tensors, const std::string& prefix) const {
  hidden.append_to(tensors, prefix + ".hidden");
  output.append_to(tensors, prefix + ".output");
}

CriticLoss critic_loss(const Critic& critic, const CriticBatch& batch, double penalty_weight) {
  return critic_loss(critic, batch, at::scalar_tensor(penalty_weight, at::kDouble));
}

CriticLoss critic_loss(const Critic& critic, const CriticBatch& batch,
                       const at::Tensor& penalty_weight) {
  return closed_form(critic, batch, penalty_weight, /*wasserstein=*/true);
}

at::Tensor gradient_penalty(const Critic& critic, const CriticBatch& batch, double weight) {
  return closed_form(critic, batch, at::scalar_tensor(weight, at::kDouble), /*wasserstein=*/false)
      .total;
}

}  // namespace zeroth::networks
