#pragma once

#include <string>

#include "host/runs/run_columns.h"

namespace zeroth::host {

/// Sorts by "FIELD", "FIELD:asc" or "FIELD:desc"; runs without a value come last either way, and
/// equal ones stay as they are.
/// @throws Failure(usage) for another field or direction.
void sort_runs(ChosenRuns& runs, const std::string& order, const Fields& fields);

}  // namespace zeroth::host
