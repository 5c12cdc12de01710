#pragma once

#include <zeroth/data_set.h>

#include <cstdint>
#include <string>
#include <vector>

#include "host/data/task.h"
#include "host/evaluate/test_data.h"
#include "host/model/model_problem.h"
#include "host/train/training_data.h"

namespace zeroth::host {

/// Rows of a data set as a model sees them: scaled as it learned, labelled by its classes.
struct ModelRows {
  TestData test;                     ///< its seen and unseen classes are the model's
  TrainingData training;             ///< the training rows of its seen classes, and its descriptors
  std::int64_t strange_classes = 0;  ///< how many, whose rows are left out, it never knew
  std::vector<std::string> seen_as_unseen;  ///< classes that it learned and the data set tests as
                                            ///< unseen, by name
};

/// What becomes of test rows of classes that a model never knew.
enum class StrangeClasses { refused, left_out };

/// What the data set calls a class, or its number.
std::string class_name(const DataSet& data, std::int64_t id);

/// Whether the classes of both have names; where they have not, those of the same id are taken for
/// the same, which only a user can know.
bool classes_have_names(const Json& card, const DataSet& data);

/// Classes are the same that have the same name, or, where one of the two has no names, the same
/// id. `task`: which rows of the data set test, and which train. Test rows of classes that were
/// removed from the model are left out.
/// @throws Failure(bad_data) where rows have another width than the model reads, a test row is of a
/// class that the model never knew and that is refused, or there is none to test.
ModelRows rows_for(const ModelFile& model, const DataSet& data, const Task& task,
                   StrangeClasses strange = StrangeClasses::refused);

}  // namespace zeroth::host
