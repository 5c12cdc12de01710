#include "host/cli/signal_forwarding.h"

namespace zeroth::host {
namespace {

volatile std::sig_atomic_t worker_pid = 0;  // all that the handler below can reach

void pass_on(int signal) {
  if (worker_pid > 0) kill(static_cast<pid_t>(worker_pid), signal);
}

}  // namespace

SignalForwarding::SignalForwarding() {
  sigset_t passed;
  sigemptyset(&passed);
  sigaddset(&passed, SIGINT);
  sigaddset(&passed, SIGTERM);
  sigprocmask(SIG_BLOCK, &passed, &mask_);
  struct sigaction action {};
  action.sa_handler = pass_on;
  sigaction(SIGINT, &action, &interrupt_);
  sigaction(SIGTERM, &action, &terminate_);
  // Where the caller ignores SIGCHLD, waitpid() would not learn how the worker ended.
  action.sa_handler = SIG_DFL;
  sigaction(SIGCHLD, &action, &child_);
}

SignalForwarding::~SignalForwarding() {
  worker_pid = 0;
  sigaction(SIGINT, &interrupt_, nullptr);
  sigaction(SIGTERM, &terminate_, nullptr);
  sigaction(SIGCHLD, &child_, nullptr);
  sigprocmask(SIG_SETMASK, &mask_, nullptr);
}

void SignalForwarding::pass_to(pid_t pid) {
  worker_pid = pid;
  sigprocmask(SIG_SETMASK, &mask_, nullptr);
}

}  // namespace zeroth::host
