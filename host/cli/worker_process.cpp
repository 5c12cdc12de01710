#include "host/cli/worker_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <vector>

#include "host/base/call_trace.h"
#include "host/base/problem.h"
#include "host/cli/plugin_options.h"
#include "host/cli/signal_forwarding.h"
#include "host/cli/worker_death.h"

extern char** environ;

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void cannot_start(const std::string& where, const std::string& why) {
  throw Failure(Exit::unavailable, {"zeroth-worker cannot be started",
                                    where,
                                    {why},
                                    "install Zeroth again, or run `zeroth doctor`"});
}

/// ZEROTH_WORKER, else beside this program, else in libexec of an installation.
fs::path find_worker() {
  if (const char* named = std::getenv("ZEROTH_WORKER"); named && *named) return named;
  const fs::path here = executable_directory();
  for (const fs::path& candidate :
       {here / "zeroth-worker", here / "../libexec/zeroth/zeroth-worker"}) {
    if (access(candidate.c_str(), X_OK) == 0) return candidate.lexically_normal();
  }
  cannot_start((here / "zeroth-worker").string(), "there is no such program");
}

/// Anonymous memory that a child inherits.
class SharedMemory {
 public:
  SharedMemory(const char* name, const std::string& content) : descriptor_(memfd_create(name, 0)) {
    if (descriptor_ < 0 || write(descriptor_, content.data(), content.size()) !=
                               static_cast<ssize_t>(content.size())) {
      cannot_start("", std::strerror(errno));
    }
  }
  ~SharedMemory() { close(descriptor_); }
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;

  int descriptor() const { return descriptor_; }
  std::string read_all() const {
    std::string content(static_cast<std::size_t>(lseek(descriptor_, 0, SEEK_END)), '\0');
    const ssize_t got = pread(descriptor_, content.data(), content.size(), 0);
    content.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return content;
  }

 private:
  int descriptor_;
};

std::vector<std::string> worker_environment(int threads) {
  static const char* const kReplaced[] = {
      "OMP_NUM_THREADS=", "OPENBLAS_NUM_THREADS=", "MKL_NUM_THREADS="};
  std::vector<std::string> all;
  for (char** one = environ; *one; ++one) {
    bool replaced = false;
    for (const char* name : kReplaced)
      replaced = replaced || std::strncmp(*one, name, std::strlen(name)) == 0;
    if (!replaced) all.emplace_back(*one);
  }
  for (const char* name : kReplaced) all.push_back(name + std::to_string(threads));
  return all;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

struct Start {
  fs::path program;
  std::vector<std::string> arguments;
  int threads = 1;
  int output = -1;  ///< descriptor that becomes standard output, if any
  sigset_t mask{};
};

pid_t spawn(Start start) {
  std::vector<std::string> environment = worker_environment(start.threads);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (start.output >= 0) posix_spawn_file_actions_adddup2(&actions, start.output, STDOUT_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  posix_spawnattr_setsigmask(&attributes, &start.mask);
  pid_t pid = 0;
  const int error = posix_spawn(&pid, start.program.c_str(), &actions, &attributes,
                                pointers(start.arguments).data(), pointers(environment).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) cannot_start(start.program.string(), std::strerror(error));
  return pid;
}

int wait_for(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

}  // namespace

int available_processors() {
  cpu_set_t set;
  CPU_ZERO(&set);
  return sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : 1;
}

WorkerResult run_worker(const Json& request, int threads, bool capture) {
  const fs::path program = find_worker();
  const SharedMemory document("zeroth-request", request.dump());
  const SharedMemory trace("zeroth-trace", std::string(CallTrace::kSize, '\0'));
  const SharedMemory output("zeroth-output", "");
  SignalForwarding forwarding;
  const pid_t pid = spawn({program,
                           {program.string(), "--request-fd", std::to_string(document.descriptor()),
                            "--trace-fd", std::to_string(trace.descriptor())},
                           threads,
                           capture ? output.descriptor() : -1,
                           forwarding.mask()});
  forwarding.pass_to(pid);
  const int status = wait_for(pid);
  if (WIFSIGNALED(status)) report_worker_death(WTERMSIG(status), trace.read_all());
  return {WEXITSTATUS(status), capture ? output.read_all() : ""};
}

}  // namespace zeroth::host
