#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include "host/base/json.h"
#include "host/base/problem.h"
#include "host/cli/signal_forwarding.h"

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

/// One of several workers that run at a time; see run_worker().
class StartedWorker {
 public:
  /// `forwarding` outlives it.
  /// @throws Failure(unavailable) when it cannot be started.
  StartedWorker(const Json& request, int threads, SignalForwarding& forwarding,
                bool capture = false);
  ~StartedWorker();
  StartedWorker(StartedWorker&& other) noexcept;

  pid_t pid() const;
  /// Until it has ended; once.
  /// @throws Failure as run_worker().
  WorkerResult wait();
  /// Of the run that it has begun; empty: none yet.
  std::string run_directory() const;
  /// Why it ended, where it left it to another worker to say so; empty: it did not.
  std::string last_words() const;
  /// Where it could not write how its run ended.
  void note_in_run(const Failure& failure) const noexcept;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// Processors that this process may use.
int available_processors();

}  // namespace zeroth::host
