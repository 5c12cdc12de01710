#pragma once

#include <ATen/core/Tensor.h>

#include <functional>

namespace zeroth::host {

/// Whether `compute` takes gradients that no further gradient can be taken of: without
/// create_graph.
bool differentiates_for_good(const std::function<void()>& compute);

/// Whether a function with a backward() of the plugin's own leads to a value.
bool has_own_backward(const at::Tensor& value);

}  // namespace zeroth::host
