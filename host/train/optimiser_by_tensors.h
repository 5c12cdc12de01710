#pragma once

#include <zeroth/plan.h>

#include <vector>

namespace zeroth::host {

/// What all parameters of one step have in common beside the settings.
struct StepScale {
  double rate = 0;      ///< learning rate, its shape included
  double gradient = 1;  ///< what clipping multiplies the gradients by
  at::Tensor there;  ///< the same [] on the gradients' device, where that is no CPU; or undefined
};

/// Parameters that one step moves together, with their gradients and moments, in one order.
struct ManyTensors {
  std::vector<at::Tensor> parameters, gradients;
  std::vector<at::Tensor> first, second, largest;  ///< undefined where the kind keeps none
  std::vector<double> counts;                      ///< steps of each, this one included
};

/// What Adam makes of the number of steps.
struct AdamBias {
  AdamBias(const plan::Optimiser& settings, double learning_rate, double count);
  double rate;          ///< learning rate / (1 - beta1^t)
  double inverse_root;  ///< 1 / sqrt(1 - beta2^t)
};

/// One step by operations on all tensors at once, for double precision and for devices that our own
/// kernels do not reach: a handful of launches, however many parameters there are.
void step_by_tensors(const ManyTensors& all, const plan::Optimiser& settings,
                     const StepScale& scale);

}  // namespace zeroth::host
