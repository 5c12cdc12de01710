#pragma once

#include <zeroth/data_set.h>

#include "host/base/json.h"
#include "host/data/problem_setting.h"
#include "host/data/task.h"
#include "host/record/setting_name.h"

namespace zeroth::host {

/// The pipeline's block "problem".
ProblemSetting problem_setting(const Json& pipeline);

/// The problem that a run of that pipeline is about, in its setting: cut out of the training rows
/// where the run selects, else the published one.
/// @throws Failure(bad_data) where the data have too few rows for it.
Task task_of(const DataSet& data, const Json& pipeline, bool selecting);

}  // namespace zeroth::host
