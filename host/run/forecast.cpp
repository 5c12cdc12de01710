#include "host/run/forecast.h"

#include <utility>

namespace zeroth::host {

void Forecast::set_plan(std::vector<PlannedStage> plan) {
  plan_ = std::move(plan);
  epochs_.resize(plan_.size());
}

void Forecast::took(std::size_t stage, double share, double seconds) {
  if (share > 0) epochs_[stage].add(share, seconds);
}

/// An epoch of a stage in epochs of the stage that runs.
double Forecast::relative_length(std::size_t stage, std::size_t running) const {
  const double known = epochs_[stage].value(), now = epochs_[running].value();
  if (known > 0 && now > 0) return known / now;
  const auto calls = static_cast<double>(plan_[running].phases_per_epoch);
  return calls > 0 ? static_cast<double>(plan_[stage].phases_per_epoch) / calls : 1.0;
}

Outlook Forecast::outlook(const Ahead& ahead) const {
  Outlook outlook{epochs_[ahead.stage].value(), 0,
                  static_cast<double>(ahead.looks) * looks_.value()};
  for (std::size_t i = 0; i < plan_.size(); ++i) {
    const bool last = i + 1 == plan_.size();
    const std::int64_t all = plan_[i].epochs;
    std::int64_t left = i < ahead.stage ? 0 : i > ahead.stage ? all : all - ahead.epoch - 1;
    if (ahead.once_more > 0) left += last ? ahead.once_more : all;
    outlook.later += static_cast<double>(left) * relative_length(i, ahead.stage);
  }
  return outlook;
}

}  // namespace zeroth::host
