#pragma once

#include <string>

#include "host/model/loaded_model.h"
#include "host/train/training_data.h"

namespace zeroth::host {

/// Rows of a model's seen classes where no data set is there: made by its generator, as many of
/// each class as its training had on average.
/// @param seed of the noise
/// @return the problem with these rows; without a row where the model has no generator.
TrainingData synthetic_seen_rows(const LoadedModel& model, std::uint64_t seed);

}  // namespace zeroth::host
