#pragma once

#include <sys/types.h>

#include <functional>

namespace zeroth::host {

/// Says what a signal to stop means to the front end: the end, at once, unless a worker is at work.
/// @throws std::system_error where no thread can be started.
void obey_signals();

/// While it lives, requests to stop are the workers': the first is passed on, and they save what
/// they have to; at the second they are ended at once. At most one lives at a time. What comes
/// before a worker is started waits, so that no signal falls into the gap. Threads may share it.
class SignalForwarding {
 public:
  SignalForwarding();
  ~SignalForwarding();
  SignalForwarding(const SignalForwarding&) = delete;
  SignalForwarding& operator=(const SignalForwarding&) = delete;

  /// From now on to this process, too.
  void pass_to(pid_t pid);
  /// Waits until the process has ended, and passes nothing on from there. `at_its_end` is called
  /// while its number is still its own.
  /// @return its status as of waitpid().
  int wait_for(pid_t pid, const std::function<void()>& at_its_end = {});
  /// Sends it a signal, unless it has ended.
  void send(pid_t pid, int signal);
  /// The signal that asked to stop, or 0.
  int stopped_by() const;
  /// The signal at which workers were ended at once, or 0.
  int ended_by() const;
};

}  // namespace zeroth::host
