#pragma once

#include <sys/types.h>

namespace zeroth::host {

/// Says what a signal to stop means to the front end: the end, at once, unless a worker is at work.
/// @throws std::system_error where no thread can be started.
void obey_signals();

/// While it lives, requests to stop are the worker's: the first is passed on, and the worker saves
/// what it has to; at the second it is ended at once. At most one lives at a time. What comes
/// before the worker is started waits, so that no signal falls into the gap.
class SignalForwarding {
 public:
  SignalForwarding();
  ~SignalForwarding();
  SignalForwarding(const SignalForwarding&) = delete;
  SignalForwarding& operator=(const SignalForwarding&) = delete;

  /// From now on to this process.
  void pass_to(pid_t pid);
  /// Waits until the process has ended, and passes nothing on from there.
  /// @return its status as of waitpid().
  int wait_for(pid_t pid);
  /// The signal at which the worker was ended at once, or 0.
  int ended_by() const;
};

}  // namespace zeroth::host
