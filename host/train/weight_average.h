#pragma once

#include <zeroth/plan.h>

#include <string>
#include <vector>

#include "host/train/optimiser.h"

namespace zeroth::host {

/// The moving average of an optimiser's parameters, in tensors of the component's own state.
class WeightAverage {
 public:
  /// Starts the averages at the parameters' values.
  /// @throws std::invalid_argument saying which average the component does not keep.
  WeightAverage(const plan::Average& settings, const FusedOptimiser& optimiser,
                const TensorMap& state);

  const std::string& optimiser() const { return optimiser_; }
  /// To be called after each step of the optimiser.
  void update();
  /// Whether that tensor of the component's state is one of the averages.
  bool writes(const at::Tensor& kept) const;

 private:
  std::string optimiser_;
  double decay_;
  NamedTensors parameters_;
  std::vector<at::Tensor> averages_;
};

}  // namespace zeroth::host
