#pragma once

#include <zeroth/training.h>

#include <cstddef>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/train/classifier.h"
#include "host/train/trainer.h"

namespace zeroth::host {

/// The teacher's place among the trainings of a recipe that has one.
inline constexpr std::size_t kTeacherTraining = 0;

/// The `train` block.
TrainSettings train_settings(const Json& pipeline);

/// An optimiser block ({learning_rate, beta1, beta2, epsilon}) for the parameters under a prefix.
Optimiser optimiser_settings(const Json& block, const std::string& name,
                             std::vector<std::string> prefixes);

/// The `classifier` block; `per_class` stands in for a batch of 0.
ClassifierSettings classifier_settings(const Json& block, std::int64_t per_class);

}  // namespace zeroth::host
