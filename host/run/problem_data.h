#pragma once

#include <zeroth/data_set.h>

#include <string>

#include "host/data/minmax.h"
#include "host/data/task.h"
#include "host/evaluate/evaluator.h"
#include "host/train/training_data.h"

namespace zeroth::host {

/// One GZSL problem as tensors, parted so that training cannot reach a test row.
struct ProblemData {
  TrainingData training;
  TestData test;
  MinMax scale;  ///< of feature rows
};

/// Gathers and scales the rows of `task`: every feature to [0,1] by the minimum and range of the
/// training rows (plugins/README.md); test rows may leave [0,1]. Region features stay in their file
/// until a batch asks for them; attributes and word vectors get unit rows.
/// The labels of `task.rows_beside` are known in the setting "few-shot" alone.
ProblemData make_problem(const DataSet& data, const Task& task, const std::string& setting);

}  // namespace zeroth::host
