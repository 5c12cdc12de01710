#pragma once

#include "host/data/minmax.h"
#include "host/model/model_file.h"
#include "host/train/training_data.h"

namespace zeroth::host {

/// What a model says of its problem: everything that `TrainingData` has but rows.
/// @throws Failure(bad_data) where it does not say it.
TrainingData problem_of(const ModelFile& model);

/// How rows of the data set become rows that a model of feature rows reads.
MinMax scale_of(const ModelFile& model);

/// Adds to a model what these two read.
void add_problem(const TrainingData& data, const MinMax& scale, ModelFile& model);

}  // namespace zeroth::host
