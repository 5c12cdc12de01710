#pragma once

#include <zeroth/training.h>

#include <vector>

namespace zeroth::host {

/// Parameters that one step moves together, with their gradients and moments, in one order.
struct ManyTensors {
  std::vector<at::Tensor> parameters, gradients, first, second;
  std::vector<double> counts;  ///< steps of each, this one included

  void add(const at::Tensor& parameter, const at::Tensor& gradient, const at::Tensor& first_moment,
           const at::Tensor& second_moment, double count);
};

/// What Adam makes of the number of steps.
struct AdamBias {
  AdamBias(const Optimiser& settings, double count);
  double rate;          ///< learning rate / (1 - beta1^t)
  double inverse_root;  ///< 1 / sqrt(1 - beta2^t)
};

/// One step by operations on all tensors at once, for double precision and for devices that our own
/// kernels do not reach: a handful of launches, however many parameters there are.
void step_by_tensors(const ManyTensors& all, const Optimiser& settings);

}  // namespace zeroth::host
