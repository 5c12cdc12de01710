#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "host/cli/study_pool.h"

namespace zeroth::host {

/// How runs of a study are made.
struct MakingOptions {
  std::size_t jobs = 1;
  bool retry = false, no_wait = false, quiet = false;
  std::string progress = "auto";
  std::vector<std::string> logs;

  void add_to(CLI::App& command);
};

struct MadeRuns {
  std::vector<PooledRun> runs;
  int exit_code = 0;   ///< 0: all are finished
  int stopped_by = 0;  ///< a signal, or 0
};

/// Makes the runs and shows how that goes on. Of a stop it says what is left and how to go on.
MadeRuns make_runs(const Study& study, const std::vector<ResolvedRun>& runs,
                   const MakingOptions& options);

}  // namespace zeroth::host
