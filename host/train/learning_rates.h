#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "host/train/optimiser.h"

namespace zeroth::host {

/// The learning rates of all optimisers of a training as `train.decay` leaves them; the shape that
/// a rate has besides is the optimiser's own.
class LearningRates {
 public:
  /// `factors`: optimiser name -> what its rate is multiplied by after `every` epochs; 0 = never.
  LearningRates(std::vector<FusedOptimiser*> optimisers, std::int64_t every,
                std::map<std::string, double> factors);

  /// To be called after each epoch of the last stage, with the number of those behind.
  void decay(std::int64_t epoch);
  /// [optimisers] double, to be saved and overwritten in place.
  const at::Tensor& tensor() const { return rates_; }
  /// Hands the restored ones to the optimisers.
  /// @throws Failure(bad_data) for one that no training leaves; `name` is the tensor's.
  void take_up(const std::string& name);

 private:
  std::vector<FusedOptimiser*> optimisers_;
  std::int64_t every_;
  std::map<std::string, double> factors_;
  at::Tensor rates_;
};

}  // namespace zeroth::host
