#pragma once

#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/base/text_table.h"
#include "host/runs/field.h"

namespace zeroth::host {

/// Runs of a list, those that were asked for, in their order.
using ChosenRuns = std::vector<const ListedRun*>;

/// A column of a table of runs.
struct RunColumn {
  const Field* field = nullptr;
  int rank = 0;  ///< those of the highest numbers give way where there is no room
};

/// What a table shows beside the columns that tell its runs apart and what everybody wants to see.
struct ColumnChoice {
  bool every_field = false, every_setting = false;
};

/// The columns of these runs, in their order.
std::vector<RunColumn> run_columns(const ChosenRuns& runs, const RunList& list,
                                   const Fields& fields, ColumnChoice choice);

/// Settings that differ between these runs, with `every_setting` each of any of them.
std::vector<const Field*> told_settings(const ChosenRuns& runs, const RunList& list,
                                        const Fields& fields, bool every_setting);

}  // namespace zeroth::host
