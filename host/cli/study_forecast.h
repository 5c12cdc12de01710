#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "host/cli/study_pool.h"

namespace zeroth::host {

/// Seconds that a run at work says it still takes; nothing where it has not said so yet.
std::optional<double> told_seconds_left(const PooledRun& one);

/// Seconds until all are finished, as far as those that are, and those at work, say so; 0: nobody
/// knows.
double study_seconds_left(const std::vector<PooledRun>& runs, std::size_t jobs);

}  // namespace zeroth::host
