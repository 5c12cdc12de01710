#pragma once

#include <string>

#include "host/base/json.h"

namespace zeroth::host {

/// What the worker said and how it ended.
struct WorkerResult {
  int exit_code = 0;
  std::string output;  ///< standard output, when it was captured
};

/// Runs `zeroth-worker` on a request and waits. The program is the one that ZEROTH_WORKER names,
/// else the one beside this program or in its installation's libexec. Its streams are this
/// process's own, unless `capture` keeps standard output. Requests to stop are passed on to it.
/// `threads` is the number of threads of LibTorch and BLAS alike: setting only one of them leaves
/// the other on all cores.
/// @throws Failure(internal) naming the plugin and call when the worker crashes, as
/// report_worker_death() when another signal ends it, Failure(unavailable) when it cannot be
/// started.
WorkerResult run_worker(const Json& request, int threads, bool capture = false);

/// Processors that this process may use.
int available_processors();

}  // namespace zeroth::host
