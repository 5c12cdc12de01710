#pragma once

#include <sys/types.h>

#include <csignal>

namespace zeroth::host {

/// Passes SIGINT and SIGTERM on to the worker while it lives; at most one lives at a time. What
/// comes before the worker is started waits, so that no signal falls into the gap.
class SignalForwarding {
 public:
  SignalForwarding();
  ~SignalForwarding();
  SignalForwarding(const SignalForwarding&) = delete;
  SignalForwarding& operator=(const SignalForwarding&) = delete;

  /// From now on to this process.
  void pass_to(pid_t pid);
  /// Signals that were blocked before; the mask for the worker.
  const sigset_t& mask() const { return mask_; }

 private:
  struct sigaction interrupt_ {};
  struct sigaction terminate_ {};
  struct sigaction child_ {};
  sigset_t mask_{};
};

}  // namespace zeroth::host
