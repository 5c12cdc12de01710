#pragma once

#include "host/base/json.h"

namespace zeroth::host {

/// How one run is started as several workers of this machine.
struct RankWorkers {
  int ranks = 2;
  int threads = 1;  ///< of each
  int wait = 1800;  ///< seconds that a rank waits for the others
};

/// Runs as many workers on one request and waits for all. They meet at a file in memory. When one
/// dies the others find out and end; those that do not are told to stop, and at last killed.
/// @return the exit code of the first rank.
/// @throws Failure(retry) naming a rank that was killed, Failure as run_worker() for one that
/// crashed.
int run_ranks(const Json& request, const RankWorkers& how);

}  // namespace zeroth::host
