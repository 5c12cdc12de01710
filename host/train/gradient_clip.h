#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

namespace zeroth::host {

/// What gradients are multiplied by so that the norm of all of them together is at most `norm`, as
/// torch.nn.utils.clip_grad_norm_ has it: min(1, norm / (length + 1e-6)). Undefined ones do not
/// count; 1 where `norm` is 0. Bits do not depend on the number of threads.
double clip_scale(const std::vector<at::Tensor>& gradients, double norm);
/// The same [] double on the device where they are, for which nothing waits; `norm` is not 0.
at::Tensor clip_scale_there(const std::vector<at::Tensor>& gradients, double norm);
/// Whether any of them is on a device.
bool are_elsewhere(const std::vector<at::Tensor>& gradients);

}  // namespace zeroth::host
