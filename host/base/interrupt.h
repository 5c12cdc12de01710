#pragma once

#include <sys/types.h>

#include <string>

#include "host/base/problem.h"

namespace zeroth::host {

/// Says what a signal to stop means to a process that computes: the end, at once, unless an
/// InterruptGuard lives and the signal is the first. `front_end` started this process; when it dies
/// the process stops, within half a minute whatever it does. Once in a process.
/// @throws std::system_error where no thread can be started.
void obey_interrupts(pid_t front_end);

/// While it lives, the first signal to stop only leaves a note; a run looks at it between
/// iterations, saves, and ends.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

  /// The signal that came, or 0.
  static int pending();
};

/// What a computation that `signal` stopped ends with: its exit code and "interrupted" or its like.
Failure stopped(int signal, const std::string& where, std::vector<std::string> why,
                const std::string& fix);

/// Whether that is what it is: the answer to the request that is pending.
bool is_stopped(const Failure& failure);

}  // namespace zeroth::host
