#include "host/cli/signal_forwarding.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include "host/base/messages.h"
#include "host/base/signals.h"
#include "host/base/stop_count.h"

namespace zeroth::host {
namespace {

/// What the thread that waits for signals shares with those that wait for workers.
struct Stopping {
  std::mutex mutex;
  // A study passes requests on to the runs that it started, which a terminal has told already.
  StopCount count{getppid()};
  int requests = 0;         ///< how many came
  int signal = 0;           ///< of the last one
  bool working = false;     ///< a worker runs or is about to
  std::set<pid_t> workers;  ///< started and not gone
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

/// While `stopping()` is locked no worker has been waited for, so its number is its own.
void tell_workers(int signal) {
  const std::lock_guard lock(stopping().mutex);
  for (const pid_t worker : stopping().workers) kill(worker, signal);
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
  tell_workers(request.signal);
  if (!*at_once) return;
  std::this_thread::sleep_for(kLastMoment);
  tell_workers(SIGKILL);
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
  stopping().workers.insert(pid);
  if (stopping().requests > 0) kill(pid, stopping().requests > 1 ? SIGKILL : stopping().signal);
}

int SignalForwarding::wait_for(pid_t pid, const std::function<void()>& at_its_end) {
  siginfo_t ended{};
  while (waitid(P_PID, static_cast<id_t>(pid), &ended, WEXITED | WNOWAIT) < 0 && errno == EINTR) {
  }
  if (at_its_end) at_its_end();
  const std::lock_guard lock(stopping().mutex);
  stopping().workers.erase(pid);
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

void SignalForwarding::send(pid_t pid, int signal) {
  const std::lock_guard lock(stopping().mutex);
  if (stopping().workers.count(pid)) kill(pid, signal);
}

int SignalForwarding::stopped_by() const {
  const std::lock_guard lock(stopping().mutex);
  return stopping().requests > 0 ? stopping().signal : 0;
}

int SignalForwarding::ended_by() const {
  const std::lock_guard lock(stopping().mutex);
  return stopping().requests > 1 ? stopping().signal : 0;
}

}  // namespace zeroth::host
