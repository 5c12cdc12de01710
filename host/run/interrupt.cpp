#include "host/run/interrupt.h"

#include <csignal>

namespace zeroth::host {
namespace {

volatile std::sig_atomic_t received = 0;  // a signal handler can reach nothing else

void note(int signal) { received = signal; }

}  // namespace

InterruptGuard::InterruptGuard() {
  received = 0;
  std::signal(SIGINT, note);
  std::signal(SIGTERM, note);
}

InterruptGuard::~InterruptGuard() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

int InterruptGuard::pending() { return received; }

}  // namespace zeroth::host
