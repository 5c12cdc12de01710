#include "host/cli/signal_forwarding.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <mutex>
#include <optional>
#include <thread>

#include "host/base/messages.h"
#include "host/base/signals.h"
#include "host/base/stop_count.h"

namespace zeroth::host {
namespace {

/// What the thread that waits for signals shares with the one that waits for the worker.
struct Stopping {
  std::mutex mutex;
  StopCount count;
  int requests = 0;      ///< how many came
  int signal = 0;        ///< of the last one
  bool working = false;  ///< a worker runs or is about to
  pid_t worker = 0;      ///< 0: not yet started, or gone
};

Stopping& stopping() {
  // Never destroyed: the thread that waits for signals outlives main().
  static Stopping& only = *new Stopping;
  return only;
}

[[noreturn]] void end_at_once(int signal) {
  say_at_once(render({stopped_word(signal), "", {}, ""}));
  _exit(static_cast<int>(stopped_exit(signal)));
}

// A worker that is told twice to stop ends by itself, and leaves the terminal as it should be;
// unless it cannot, because it has not come so far yet or has been stopped.
constexpr std::chrono::milliseconds kLastMoment{200};

/// While `stopping()` is locked the worker has not been waited for, so its number is its own.
void tell_worker(int signal) {
  const std::lock_guard lock(stopping().mutex);
  if (stopping().worker > 0) kill(stopping().worker, signal);
}

/// Counts a request. @return whether the worker has to be ended at once; nothing where this request
/// is one that was counted before.
std::optional<bool> count(const StopRequest& request) {
  const std::lock_guard lock(stopping().mutex);
  Stopping& state = stopping();
  const int requests = state.count.add(request, StopCount::Clock::now());
  if (requests == state.requests) return std::nullopt;
  state.requests = requests;
  state.signal = request.signal;
  if (!state.working) end_at_once(request.signal);
  return requests > 1;
}

void stop(const StopRequest& request) {
  if (request.typed) note_typed_signal();
  const std::optional<bool> at_once = count(request);
  if (!at_once) return;
  tell_worker(request.signal);
  if (!*at_once) return;
  std::this_thread::sleep_for(kLastMoment);
  tell_worker(SIGKILL);
}

}  // namespace

void obey_signals() { wait_for_signals(stop); }

SignalForwarding::SignalForwarding() {
  // Where the caller ignores SIGCHLD, waitpid() would not learn how the worker ended.
  std::signal(SIGCHLD, SIG_DFL);
  const std::lock_guard lock(stopping().mutex);
  stopping().working = true;
}

SignalForwarding::~SignalForwarding() {
  const std::lock_guard lock(stopping().mutex);
  stopping().working = false;
}

void SignalForwarding::pass_to(pid_t pid) {
  const std::lock_guard lock(stopping().mutex);
  stopping().worker = pid;
  if (stopping().requests > 0) kill(pid, stopping().requests > 1 ? SIGKILL : stopping().signal);
}

int SignalForwarding::wait_for(pid_t pid) {
  siginfo_t ended{};
  while (waitid(P_PID, static_cast<id_t>(pid), &ended, WEXITED | WNOWAIT) < 0 && errno == EINTR) {
  }
  const std::lock_guard lock(stopping().mutex);
  stopping().worker = 0;
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

int SignalForwarding::ended_by() const {
  const std::lock_guard lock(stopping().mutex);
  return stopping().requests > 1 ? stopping().signal : 0;
}

}  // namespace zeroth::host
