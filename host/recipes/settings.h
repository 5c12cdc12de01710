#pragma once

#include <zeroth/plan.h>

#include <cstddef>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/recipes/recipe.h"
#include "host/train/classifier.h"
#include "host/train/train_settings.h"

namespace zeroth::host {

/// The teacher's place among the trainings of a recipe that has one.
inline constexpr std::size_t kTeacherTraining = 0;

/// The `train` block.
TrainSettings train_settings(const RecipeInputs& inputs);

/// The `joint.optimiser` block ({learning_rate, beta1, beta2, epsilon}) for the parameters under a
/// prefix, as `train.optimisers` changes it.
plan::Optimiser joint_optimiser(const RecipeInputs& inputs, const std::string& name,
                                std::vector<std::string> prefixes);

/// The `classifier` block; `per_class` stands in for a batch of 0.
ClassifierSettings classifier_settings(const Json& block, std::int64_t per_class);

}  // namespace zeroth::host
