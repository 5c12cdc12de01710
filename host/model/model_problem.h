#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/data/minmax.h"
#include "host/model/model_file.h"
#include "host/train/training_data.h"

namespace zeroth::host {

/// A class that a model knows.
struct ModelClass {
  std::int64_t id = 0;  ///< in the data set that it learned from, from 0
  std::string name;     ///< that name, or the id in digits
  bool is_seen = false;
};

/// Column of the scores -> class, as a card says it.
std::vector<ModelClass> classes_of(const Json& card);

/// Whether they have names of their own.
bool names_classes(const Json& card);

/// What a model says of its problem: everything that `TrainingData` has but rows.
/// @throws Failure(bad_data) where it does not say it.
TrainingData problem_of(const ModelFile& model);

/// How rows of the data set become rows that a model of feature rows reads.
MinMax scale_of(const ModelFile& model);

/// Adds to a model what these two read.
void add_problem(const TrainingData& data, const MinMax& scale, ModelFile& model);

}  // namespace zeroth::host
