#pragma once

#include <cstdint>

#include "host/model/loaded_model.h"
#include "host/train/training_data.h"

namespace zeroth::host {

/// Rows of seen classes where no data set is there: made by a model's generator, as many of each
/// class as its training had on average.
/// @param problem without rows; its seen classes need not be all of the model's
/// @param seed of the noise
/// @return the problem with these rows; as it is where the model has no generator.
TrainingData with_synthetic_rows(TrainingData problem, const LoadedModel& model,
                                 std::uint64_t seed);

}  // namespace zeroth::host
