#include "host/train/learning_rates.h"

#include <ATen/ops/empty.h>
#include <fmt/format.h>

#include <cmath>

#include "host/train/restore.h"

namespace zeroth::host {

LearningRates::LearningRates(std::vector<FusedOptimiser*> optimisers, std::int64_t every,
                             std::map<std::string, double> factors)
    : optimisers_(std::move(optimisers)),
      every_(every),
      factors_(std::move(factors)),
      rates_(at::empty({static_cast<std::int64_t>(optimisers_.size())}, at::kDouble)) {
  double* rate = rates_.data_ptr<double>();
  for (const FusedOptimiser* one : optimisers_) *rate++ = one->learning_rate();
}

void LearningRates::decay(std::int64_t epoch) {
  if (every_ == 0 || epoch % every_ != 0) return;
  double* rate = rates_.data_ptr<double>();
  for (FusedOptimiser* one : optimisers_) {
    const auto factor = factors_.find(one->name());
    if (factor != factors_.end()) one->set_learning_rate(one->learning_rate() * factor->second);
    *rate++ = one->learning_rate();
  }
}

void LearningRates::take_up(const std::string& name) {
  const double* rate = rates_.data_ptr<double>();
  for (FusedOptimiser* one : optimisers_) {
    // A declared rate of 0 stays one.
    if (!std::isfinite(*rate) || !(*rate > 0 || *rate == one->learning_rate())) {
      refuse_damaged(name,
                     fmt::format("gives the optimiser \"{}\" the rate {}", one->name(), *rate));
    }
    one->set_learning_rate(*rate++);
  }
}

}  // namespace zeroth::host
