#include "host/base/signals.h"

#include <fmt/format.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <thread>
#include <utility>

namespace zeroth::host {
namespace {

// Plain objects: they must be usable before any constructor has run.
sigset_t mask_at_start;
sigset_t ignored_at_start;

/// All but those by which a thread learns of its own faults.
sigset_t blocked_signals() {
  sigset_t all;
  sigfillset(&all);
  for (const int own : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS, SIGABRT}) {
    sigdelset(&all, own);
  }
  return all;
}

/// SIG_DFL also of what is no signal.
auto handler_of(int signal) {
  struct sigaction action {};
  sigaction(signal, nullptr, &action);
  return action.sa_handler;
}

bool is_ignored(int signal) { return handler_of(signal) == SIG_IGN; }

sigset_t ignored_signals() {
  sigset_t ignored;
  sigemptyset(&ignored);
  for (int signal = 1; signal < NSIG; ++signal) {
    if (is_ignored(signal)) sigaddset(&ignored, signal);
  }
  return ignored;
}

/// Libraries take signals for themselves while they are loaded: UCX, under the MPI of a LibTorch,
/// takes SIGHUP to go into a debugger. What a signal did when the process was started, it does
/// again.
void take_back_handlers() {
  const sigset_t blocked = blocked_signals();
  for (int signal = 1; signal < NSIG; ++signal) {
    const auto handler = handler_of(signal);
    if (sigismember(&blocked, signal) != 1 || handler == SIG_IGN || handler == SIG_DFL) continue;
    std::signal(signal, sigismember(&ignored_at_start, signal) == 1 ? SIG_IGN : SIG_DFL);
  }
}

sigset_t awaited_signals() {
  sigset_t awaited = blocked_signals();
  for (int signal = 1; signal < NSIG; ++signal) {
    if (is_ignored(signal)) sigdelset(&awaited, signal);
  }
  return awaited;
}

/// Lets a blocked signal do to this process what it does by default.
void take_default(int signal) {
  sigset_t one, before;
  sigemptyset(&one);
  sigaddset(&one, signal);
  std::signal(signal, SIG_DFL);
  raise(signal);
  pthread_sigmask(SIG_UNBLOCK, &one, &before);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

bool is_job_control(int signal) {
  return signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
}

/// Of the blocked ones; a program may wait for its children by SIGCHLD.
bool has_effect(int signal) {
  return asks_to_stop(signal) || signal == SIGQUIT || is_job_control(signal) || signal == SIGCHLD;
}

StopRequest request_of(const signalfd_siginfo& info) {
  const auto signal = static_cast<int>(info.ssi_signo);
  const bool from_kernel = info.ssi_code == SI_KERNEL;
  return {signal, from_kernel ? 0 : static_cast<pid_t>(info.ssi_pid),
          from_kernel && signal == SIGINT};
}

void act_on(const StopRequest& arrived, const std::function<void(const StopRequest&)>& stop) {
  if (arrived.signal == SIGQUIT) die_of(SIGQUIT);
  if (is_job_control(arrived.signal)) take_default(arrived.signal);
  if (asks_to_stop(arrived.signal)) stop(arrived);
}

}  // namespace

void block_signals() {
  const sigset_t blocked = blocked_signals();
  pthread_sigmask(SIG_BLOCK, &blocked, &mask_at_start);
  ignored_at_start = ignored_signals();
}

void unblock_for_exec() {
  sigset_t unblocked;
  sigemptyset(&unblocked);
  for (int signal = 1; signal < NSIG; ++signal) {
    if (has_effect(signal) && sigismember(&mask_at_start, signal) != 1) {
      sigaddset(&unblocked, signal);
    }
  }
  pthread_sigmask(SIG_UNBLOCK, &unblocked, nullptr);
}

void wait_for_signals(std::function<void(const StopRequest&)> stop) {
  take_back_handlers();
  const sigset_t awaited = awaited_signals();
  const int arrivals = signalfd(-1, &awaited, SFD_CLOEXEC);
  if (arrivals < 0) {
    throw std::system_error(errno, std::generic_category(), "cannot wait for signals");
  }
  std::thread([stop = std::move(stop), arrivals] {
    for (signalfd_siginfo info{};;) {
      if (read(arrivals, &info, sizeof(info)) == sizeof(info)) act_on(request_of(info), stop);
    }
  }).detach();
}

void die_of(int signal) {
  take_default(signal);
  _exit(128 + signal);  // the first process of a container is spared what signals do by default
}

bool asks_to_stop(int signal) {
  return signal == SIGINT || signal == SIGTERM || stopped_exit(signal) == Exit::retry;
}

Exit stopped_exit(int signal) {
  switch (signal) {
    case SIGINT:
      return Exit::interrupted;
    case SIGHUP:
    case SIGUSR1:
    case SIGUSR2:
    case SIGXCPU:
    case SIGPWR:
      return Exit::retry;
    default:
      return Exit::terminated;
  }
}

std::string stopped_word(int signal) {
  if (signal == SIGINT) return "interrupted";
  if (stopped_exit(signal) == Exit::terminated) return "terminated";
  return fmt::format("stopped by signal {} ({}), to be started again", signal, strsignal(signal));
}

}  // namespace zeroth::host
