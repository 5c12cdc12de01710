#include "host/conformance/learning.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>

namespace zeroth::host {

Learning::Learning(NamedTensors parameters) {
  for (NamedTensor& one : parameters) {
    const bool can = one.tensor.defined() && one.tensor.is_leaf() && one.tensor.is_floating_point();
    if (can && !one.tensor.requires_grad()) frozen_.push_back(std::move(one));
  }
  for (const NamedTensor& one : frozen_) one.tensor.set_requires_grad(true);
}

Learning::~Learning() {
  for (const NamedTensor& one : frozen_) {
    if (one.tensor.is_leaf()) one.tensor.set_requires_grad(false);
  }
}

Moved::Moved(const at::Tensor& parameter, const at::Tensor& by)
    : parameter_(parameter), before_(parameter.detach().clone()) {
  const at::NoGradGuard no_gradient;
  parameter_.add_(by);
}

Moved::~Moved() {
  const at::NoGradGuard no_gradient;
  parameter_.copy_(before_);
}

}  // namespace zeroth::host
