#include "host/conformance/sandbox.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <map>
#include <memory>
#include <system_error>

#include "host/base/call_trace.h"

namespace zeroth::host {
namespace {

using Clock = std::chrono::steady_clock;
using Job = std::function<std::string()>;

[[noreturn]] void system_failure(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

void lead_nowhere() {
  const int nowhere = open("/dev/null", O_RDWR);
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(nowhere, stream);
}

void write_all(int file, const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t count = write(file, text.data() + done, text.size() - done);
    if (count <= 0) return;
    done += static_cast<std::size_t>(count);
  }
}

/// The child keeps all signals blocked and has nobody who waits for them: it computes, too, and its
/// parent ends it.
[[noreturn]] void be_the_child(const Job& job, pid_t parent, int answer, int trace) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(0);
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  lead_nowhere();
  CallTrace::attach(trace);
  write_all(answer, job());
  _exit(0);
}

/// A job that runs.
class Child {
 public:
  Child(const Job& job, double seconds)
      : deadline_(Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                     std::chrono::duration<double>(seconds))),
        trace_(memfd_create("zeroth-trace", MFD_CLOEXEC)) {
    int ends[2];
    if (trace_ < 0 || ftruncate(trace_, CallTrace::kSize) != 0 || pipe2(ends, O_CLOEXEC) != 0) {
      system_failure("cannot prepare a process for a check");
    }
    std::fflush(nullptr);
    const pid_t parent = getpid();
    pid_ = fork();
    if (pid_ < 0) system_failure("cannot start a process for a check");
    if (pid_ == 0) be_the_child(job, parent, ends[1], trace_);
    close(ends[1]);
    pipe_ = ends[0];
  }
  ~Child() {
    if (pid_ > 0) finish();
    close(pipe_);
    close(trace_);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  int pipe() const { return pipe_; }
  int milliseconds_left() const {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - Clock::now());
    return left.count() < 0 ? 0 : static_cast<int>(left.count()) + 1;
  }

  /// Reads what is there. @return whether the child closed its end, that is, ended.
  bool read_some() {
    char buffer[4096];
    const ssize_t count = read(pipe_, buffer, sizeof(buffer));
    if (count > 0) answer_.append(buffer, static_cast<std::size_t>(count));
    return count == 0 || (count < 0 && errno != EINTR);
  }

  Ending ending(bool timed_out) {
    const int status = finish();
    Ending ending{Ending::How::exited, answer_, 0, timed_out ? call() : std::string()};
    if (timed_out) {
      ending.how = Ending::How::timed_out;
    } else if (WIFSIGNALED(status)) {
      ending = {Ending::How::signalled, "", WTERMSIG(status), call()};
    } else if (WEXITSTATUS(status) != 0 || answer_.empty()) {
      ending = {Ending::How::exited, "", WEXITSTATUS(status), call()};
    } else {
      ending.how = Ending::How::answered;
    }
    return ending;
  }

 private:
  int finish() {
    kill(pid_, SIGKILL);  // what has ended is not hurt
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return status;
  }

  /// "score()" of the trace "ood.mine\nscore()".
  std::string call() const {
    char text[CallTrace::kSize] = {};
    if (pread(trace_, text, sizeof(text) - 1, 0) < 0) return "";
    const char* newline = std::strchr(text, '\n');
    return newline ? newline + 1 : "";
  }

  Clock::time_point deadline_;
  int trace_;
  int pipe_ = -1;
  pid_t pid_ = -1;
  std::string answer_;
};

using Children = std::map<std::size_t, std::unique_ptr<Child>>;

/// Waits until something happens to a child; moves the endings of those that are over.
void wait_for_some(Children& running, std::map<std::size_t, Ending>& over) {
  std::vector<pollfd> polled;
  int timeout = -1;
  for (const auto& [job, child] : running) {
    polled.push_back({child->pipe(), POLLIN, 0});
    const int left = child->milliseconds_left();
    timeout = timeout < 0 ? left : std::min(timeout, left);
  }
  if (poll(polled.data(), polled.size(), timeout) < 0 && errno != EINTR) {
    system_failure("cannot wait for a check");
  }
  std::size_t i = 0;
  for (auto at = running.begin(); at != running.end(); ++i) {
    Child& child = *at->second;
    const bool ended = polled[i].revents != 0 && child.read_some();
    const bool late = !ended && child.milliseconds_left() == 0;
    if (ended || late) over[at->first] = child.ending(late);
    at = ended || late ? running.erase(at) : std::next(at);
  }
}

}  // namespace

void run_apart(const std::vector<Job>& jobs, int at_once, double seconds,
               const std::function<void(std::size_t, const Ending&)>& ended) {
  Children running;
  std::map<std::size_t, Ending> over;
  std::size_t started = 0;
  for (std::size_t told = 0; told < jobs.size();) {
    while (started < jobs.size() && running.size() < static_cast<std::size_t>(at_once)) {
      running.emplace(started, std::make_unique<Child>(jobs[started], seconds));
      ++started;
    }
    if (over.count(told)) {
      ended(told, over.at(told));
      over.erase(told++);
      continue;
    }
    wait_for_some(running, over);
  }
}

}  // namespace zeroth::host
