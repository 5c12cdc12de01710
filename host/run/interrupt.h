#pragma once

namespace zeroth::host {

/// While it lives, SIGINT and SIGTERM only leave a note; the run looks at it between iterations.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

  /// The signal that came, or 0.
  static int pending();
};

}  // namespace zeroth::host
