#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "host/cli/study_options.h"
#include "host/study/slot.h"
#include "host/study/study_table.h"

namespace zeroth::host {

/// How the table of a study is printed unless one of these is given: for people at a terminal, as
/// Markdown elsewhere.
struct TableOptions {
  bool csv = false, json = false;
  void add_to(CLI::App& command);
};

/// One run of a study and what its folder says.
struct StudyState {
  const ResolvedRun* run = nullptr;
  Slot slot;
};

/// Of all different runs of a plan, in its order.
std::vector<StudyState> states_of(const Study& study);

/// The table of those that are finished, and of those that failed.
StudyTable table_of(const std::vector<StudyState>& states);

/// "18 runs: 11 finished, 1 failed, 6 to do".
std::string count_text(const std::vector<StudyState>& states);

/// Prints the table to standard output; of no row nothing but an empty JSON document.
void print_study_table(const StudyTable& table, const TableOptions& options);

}  // namespace zeroth::host
