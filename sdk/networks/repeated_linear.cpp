#include "sdk/networks/repeated_linear.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/mm.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/custom_class.h>

namespace zeroth::networks {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// How a node of the graph holds on to them.
struct Held final : torch::CustomClassHolder {
  explicit Held(std::shared_ptr<Applications> applications) : shared(std::move(applications)) {}
  std::shared_ptr<Applications> shared;
};

struct Application : torch::autograd::Function<Application> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& weight,
                            const at::Tensor& bias,
                            const std::shared_ptr<Applications>& applications) {
    context->save_for_backward({x, weight});
    context->saved_data["applications"] =
        c10::IValue::make_capsule(c10::make_intrusive<Held>(applications));
    return at::linear(x, weight, bias);
  }

  static variable_list backward(AutogradContext* context, variable_list upstream) {
    const variable_list saved = context->get_saved_variables();
    const at::Tensor &x = saved[0], &weight = saved[1], &gradient = upstream[0];
    variable_list gradients(4);
    if (context->needs_input_grad(0)) gradients[0] = at::mm(gradient, weight);
    if (!context->needs_input_grad(1)) return gradients;
    const auto held = context->saved_data.at("applications").toCapsule();
    Applications& all = *c10::static_intrusive_pointer_cast<Held>(held)->shared;
    if (all.collect(x, gradient)) {
      const Applications::Gradients formed = all.release();
      gradients[1] = formed.weight;
      gradients[2] = formed.bias;
    }
    return gradients;
  }
};

}  // namespace

at::Tensor Applications::linear(const std::shared_ptr<Applications>& shared, const at::Tensor& x,
                                const at::Tensor& weight, const at::Tensor& bias) {
  if (!at::GradMode::is_enabled() || !weight.requires_grad()) return at::linear(x, weight, bias);
  ++shared->expected_;
  return Application::apply(x, weight, bias, shared);
}

bool Applications::collect(const at::Tensor& input, const at::Tensor& gradient) {
  inputs_.push_back(input);
  gradients_.push_back(gradient);
  return inputs_.size() == expected_;
}

Applications::Gradients Applications::release() {
  const at::Tensor gradient = at::cat(gradients_), input = at::cat(inputs_);
  inputs_.clear();
  gradients_.clear();
  return {at::mm(gradient.t(), input), gradient.sum(0)};
}

}  // namespace zeroth::networks
