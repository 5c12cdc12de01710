#pragma once

#include <sys/types.h>

#include <csignal>
#include <functional>

#include "host/base/problem.h"

namespace zeroth::host {

// No signal handler ever runs on a thread that computes: oneDNN's kernels use the stack pointer as
// a pointer into their workspace, so the frame of a handler would be written into the heap. Every
// signal that another process, the terminal or a timer can send is therefore blocked before the
// first thread exists, and one thread waits for all of them. What remains are the signals of the
// program's own faults (SIGSEGV and its like). A profiler's SIGPROF is blocked, too: profile with
// what needs no signal, for example `perf`. A debugger stops threads by ptrace, which blocking does
// not touch.

/// Blocks them in this thread and in all that it will make. Needs nothing that a constructor makes,
/// so that it can come before all of them.
void block_signals();

/// For a child between fork() and exec(), and safe there: signals that would stop this process do
/// so again to the program, unless they were blocked when this process was started. Those that have
/// no effect here have none there, either, until the program arranges that itself.
void unblock_for_exec();

/// A request to stop: SIGINT, SIGTERM, or one that means "save, you will be started again" (SIGHUP,
/// SIGUSR1, SIGUSR2, SIGXCPU, SIGPWR).
struct StopRequest {
  int signal = 0;
  pid_t sender = 0;    ///< 0: the kernel
  bool typed = false;  ///< at the terminal, which has shown ^C where the cursor was
};

/// From here on a thread of its own waits for the signals that block_signals() blocked, except
/// those that the process was started to ignore, as `nohup` and shells in the background ask for;
/// handlers that libraries have set for them since are gone.
/// Requests to stop are handed to `stop`, on that thread. SIGQUIT and the signals of job control do
/// what they always do; the rest has no effect. Once in a process.
/// @throws std::system_error where the system refuses that.
void wait_for_signals(std::function<void(const StopRequest&)> stop);

/// Ends this process as the signal does to a process that knows nothing of it.
[[noreturn]] void die_of(int signal);

bool asks_to_stop(int signal);
/// The exit code of a command that such a signal stopped.
Exit stopped_exit(int signal);
/// What it says then: "interrupted".
std::string stopped_word(int signal);

}  // namespace zeroth::host
