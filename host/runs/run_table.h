#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "host/runs/run_columns.h"

namespace zeroth::host {

/// A value as a table shows it: "32.6", "2 h", "12 M"; "-" where there is none.
std::string shown(const Field& field, const ListedRun& run);

/// A table for people. Columns that find no room are left out and counted in its last line; 0:
/// there is room for all. What is wrong with a run stands behind its row.
std::string run_table(const ChosenRuns& runs, const std::vector<RunColumn>& columns,
                      std::size_t width);

/// The same for programs: values in full, a header of names, settings by their whole path.
std::string run_csv(const ChosenRuns& runs, const std::vector<RunColumn>& columns);

/// A list of documents, as of `to_json`, each with "settings": those of its values that differ
/// between the runs, or all.
Json run_json(const ChosenRuns& runs, const std::vector<const Field*>& settings);

}  // namespace zeroth::host
