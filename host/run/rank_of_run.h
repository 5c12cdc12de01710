#pragma once

#include "host/base/json.h"
#include "host/base/problem.h"
#include "host/base/progress.h"
#include "host/run/run_options.h"

namespace zeroth::host {

/// How a rank of a run ended.
struct RankEnd {
  Exit code = Exit::ok;
  Json result;  ///< of the first rank; null: another rank says what there is to say
};

/// One run as one of its processes; `request.ranks` is there. The first rank does what Runner does
/// and alone writes the run directory; the others read the same data, train the same on their part
/// of every batch, and wait while the first looks at held-out rows.
/// @throws Failure where nobody else says it.
RankEnd run_as_rank(const RunRequest& request, Progress& progress);

}  // namespace zeroth::host
