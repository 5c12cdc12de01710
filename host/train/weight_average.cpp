#include "host/train/weight_average.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <stdexcept>

namespace zeroth::host {

WeightAverage::WeightAverage(const plan::Average& settings, const FusedOptimiser& optimiser,
                             const TensorMap& state)
    : optimiser_(optimiser.name()), decay_(settings.decay), parameters_(optimiser.parameters()) {
  const at::NoGradGuard no_gradient;
  for (const NamedTensor& one : parameters_) {
    const std::string name = settings.prefix + one.name;
    if (!state.contains(name) || state[name].sizes() != one.tensor.sizes()) {
      throw std::invalid_argument("its state() has no average \"" + name + "\" of that shape");
    }
    averages_.push_back(state[name]);
    averages_.back().copy_(one.tensor);
  }
}

void WeightAverage::update() {
  const at::NoGradGuard no_gradient;
  for (std::size_t i = 0; i < averages_.size(); ++i) {
    averages_[i].lerp_(parameters_[i].tensor, 1 - decay_);
  }
}

bool WeightAverage::writes(const at::Tensor& kept) const {
  return std::any_of(averages_.begin(), averages_.end(),
                     [&](const at::Tensor& one) { return one.is_same(kept); });
}

}  // namespace zeroth::host
