#pragma once

#include <string>
#include <vector>

#include "host/cli/study_pool.h"

namespace zeroth::host {

/// "best so far: H 42.4 on validation rows: cub  joint.weight 0.1 (2 seeds)", by the mean over the
/// seeds that are finished; one line for each kind of runs that may be compared. Never by test
/// figures, unless the runs' own protocol chooses by them: then the line says so.
std::vector<std::string> best_so_far(const Study& study, const std::vector<PooledRun>& runs);

}  // namespace zeroth::host
