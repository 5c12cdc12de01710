#pragma once

#include <zeroth/data_set.h>

#include "host/data/task.h"
#include "host/evaluate/test_data.h"
#include "host/model/loaded_model.h"
#include "host/train/training_data.h"

namespace zeroth::host {

/// Rows of a data set as a model sees them: scaled as it learned, labelled by its classes.
struct ModelRows {
  TestData test;          ///< its seen and unseen classes are the model's
  TrainingData training;  ///< the training rows of its seen classes, and its descriptors
};

/// Classes are the same that have the same name, or, where one of the two has no names, the same
/// id. `task`: which rows of the data set test, and which train.
/// @throws Failure(bad_data) where rows have another width than the model reads, a test row is of a
/// class that the model does not know, or there is none to test.
ModelRows rows_for(const LoadedModel& model, const DataSet& data, const Task& task);

}  // namespace zeroth::host
