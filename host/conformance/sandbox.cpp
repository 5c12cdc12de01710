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
#include <deque>
#include <list>
#include <map>
#include <optional>
#include <system_error>
#include <utility>

#include "host/base/call_trace.h"

namespace zeroth::host {
namespace {

using Clock = std::chrono::steady_clock;
using Jobs = std::deque<std::size_t>;  // those that one process runs, in order

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
[[noreturn]] void be_the_child(const std::vector<Job>& all, const Jobs& jobs, pid_t parent,
                               int answers, int trace) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(0);
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  lead_nowhere();
  CallTrace::attach(trace);
  for (const std::size_t job : jobs) write_all(answers, all[job].run() + '\n');
  _exit(0);
}

/// A process that runs some jobs.
class Child {
 public:
  Child(const std::vector<Job>& all, Jobs jobs, double seconds)
      : jobs_(std::move(jobs)),
        seconds_(seconds),
        trace_(memfd_create("zeroth-trace", MFD_CLOEXEC)) {
    int ends[2];
    if (trace_ < 0 || ftruncate(trace_, CallTrace::kSize) != 0 || pipe2(ends, O_CLOEXEC) != 0) {
      system_failure("cannot prepare a process for a check");
    }
    std::fflush(nullptr);
    const pid_t parent = getpid();
    begin_job();
    pid_ = fork();
    if (pid_ < 0) system_failure("cannot start a process for a check");
    if (pid_ == 0) be_the_child(all, jobs_, parent, ends[1], trace_);
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
    if (count > 0) text_.append(buffer, static_cast<std::size_t>(count));
    return count == 0 || (count < 0 && errno != EINTR);
  }

  /// The job that runs; those behind it wait.
  const Jobs& jobs() const { return jobs_; }
  /// Whether it came after others in this process.
  bool has_company() const { return answered_ > 0; }

  /// The answer of the job that ran; the next one has begun.
  std::optional<std::string> take_answer() {
    const std::size_t end = text_.find('\n');
    if (end == std::string::npos) return std::nullopt;
    std::string answer = text_.substr(0, end);
    text_.erase(0, end + 1);
    jobs_.pop_front();
    ++answered_;
    begin_job();
    return answer;
  }

  /// How the job that runs ended the process.
  Ending ending(bool timed_out) {
    const int status = finish();
    if (timed_out) return {Ending::How::timed_out, "", 0, call()};
    if (WIFSIGNALED(status)) return {Ending::How::signalled, "", WTERMSIG(status), call()};
    return {Ending::How::exited, "", WEXITSTATUS(status), call()};
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

  void begin_job() {
    deadline_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                   std::chrono::duration<double>(seconds_));
  }

  Jobs jobs_;
  double seconds_;
  int answered_ = 0;
  Clock::time_point deadline_;
  int trace_;
  int pipe_ = -1;
  pid_t pid_ = -1;
  std::string text_;
};

/// Waits until something happens to a child, or the time of a job is over.
void wait_for_some(const std::list<Child>& running, std::vector<bool>& readable) {
  std::vector<pollfd> polled;
  int timeout = -1;
  for (const Child& child : running) {
    polled.push_back({child.pipe(), POLLIN, 0});
    const int left = child.milliseconds_left();
    timeout = timeout < 0 ? left : std::min(timeout, left);
  }
  if (poll(polled.data(), polled.size(), timeout) < 0 && errno != EINTR) {
    system_failure("cannot wait for a check");
  }
  readable.clear();
  for (const pollfd& one : polled) readable.push_back(one.revents != 0);
}

/// All jobs, those that wait and those that run.
class Sandbox {
 public:
  Sandbox(const std::vector<Job>& jobs, double seconds,
          const std::function<bool(const std::string&)>& innocent)
      : all_(jobs), seconds_(seconds), innocent_(innocent) {
    constexpr std::size_t kTogether = 12;  // so that two processors share what one plugin costs
    std::map<std::size_t, Jobs*> open;     // by company
    for (std::size_t job = 0; job < jobs.size(); ++job) {
      Jobs*& together = open[jobs[job].company];
      if (!together || together->size() == kTogether || jobs[job].company == 0) {
        together = &waiting_.emplace_back();
      }
      together->push_back(job);
    }
  }

  void start(int at_once) {
    while (!waiting_.empty() && running_.size() < static_cast<std::size_t>(at_once)) {
      running_.emplace_back(all_, std::move(waiting_.front()), seconds_);
      waiting_.pop_front();
    }
  }

  /// Waits until something happens to a child; keeps what has ended.
  void watch() {
    std::vector<bool> readable;
    wait_for_some(running_, readable);
    std::size_t i = 0;
    for (auto child = running_.begin(); child != running_.end(); ++i) {
      const bool ended = readable[i] && child->read_some();
      take_answers(*child);
      const bool late = !ended && child->milliseconds_left() == 0;
      if (ended || late) end(*child, late);
      child = ended || late ? running_.erase(child) : std::next(child);
    }
  }

  /// Nothing while the job waits or runs.
  std::optional<Ending> take(std::size_t job) {
    const auto found = over_.find(job);
    if (found == over_.end()) return std::nullopt;
    Ending ending = std::move(found->second);
    over_.erase(found);
    return ending;
  }

 private:
  void take_answers(Child& child) {
    while (!child.jobs().empty()) {
      const std::size_t job = child.jobs().front();
      const bool had_company = child.has_company();
      const auto answer = child.take_answer();
      if (!answer) return;
      if (had_company && !innocent_(*answer)) {
        waiting_.push_front({job});
      } else {
        over_[job] = {Ending::How::answered, *answer, 0, ""};
      }
    }
  }

  /// Where jobs are left, the first of them ended the process.
  void end(Child& child, bool late) {
    Jobs left = child.jobs();
    if (left.empty()) return;
    const std::size_t job = left.front();
    left.pop_front();
    if (!left.empty()) waiting_.push_front(left);
    if (child.has_company()) {
      waiting_.push_front({job});
    } else {
      over_[job] = child.ending(late);
    }
  }

  const std::vector<Job>& all_;
  double seconds_;
  const std::function<bool(const std::string&)>& innocent_;
  std::deque<Jobs> waiting_;
  std::list<Child> running_;
  std::map<std::size_t, Ending> over_;
};

}  // namespace

void run_apart(const std::vector<Job>& jobs, int at_once, double seconds,
               const std::function<bool(const std::string&)>& innocent,
               const std::function<void(std::size_t, const Ending&)>& ended) {
  Sandbox sandbox(jobs, seconds, innocent);
  for (std::size_t told = 0; told < jobs.size();) {
    if (const auto ending = sandbox.take(told)) {
      ended(told++, *ending);
      continue;
    }
    sandbox.start(at_once);
    sandbox.watch();
  }
}

}  // namespace zeroth::host
