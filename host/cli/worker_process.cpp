#include "host/cli/worker_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "host/base/address_space.h"
#include "host/base/call_trace.h"
#include "host/base/messages.h"
#include "host/base/out_of_memory.h"
#include "host/base/problem.h"
#include "host/cli/installation.h"
#include "host/cli/signal_forwarding.h"
#include "host/cli/spawn.h"
#include "host/cli/worker_death.h"
#include "host/record/run_status.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void cannot_start(const std::string& where, const std::string& why) {
  throw Failure(Exit::unavailable, {"zeroth-worker cannot be started",
                                    where,
                                    {why},
                                    "install Zeroth again, or run `zeroth doctor`"});
}

/// It ended before its first instruction. What it lacks was said by the system's loader, which is
/// also what fails first where there is little address space.
[[noreturn]] void cannot_load(const std::string& where) {
  const std::string why = "its libraries cannot be loaded, as was said above";
  if (address_space_limit().empty()) cannot_start(where, why);
  Problem problem = out_of_memory("", where, why);
  problem.what = "zeroth-worker cannot be started";
  throw Failure(Exit::unavailable, problem);
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

/// The worker could not write how its run ended.
void note_in_run(const std::string& trace, const Failure& failure) {
  const std::string directory = CallTrace::run_directory_in(trace);
  if (directory.empty()) return;
  try {
    RunStatus::note_death(directory, failure.code(), failure.what());
  } catch (const std::exception&) {
    // The disk is full, or the directory is gone: what is thrown says more.
  }
}

pid_t start(Program program) {
  const std::string file = program.file;
  try {
    return spawn(std::move(program));
  } catch (const std::system_error& error) {
    cannot_start(file, error.code().message());
  }
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
  const pid_t pid = start({program.string(),
                           {program.string(), "--request-fd", std::to_string(document.descriptor()),
                            "--trace-fd", std::to_string(trace.descriptor())},
                           worker_environment(threads),
                           capture ? output.descriptor() : -1});
  forwarding.pass_to(pid);
  const int status = forwarding.wait_for(pid);
  constexpr int kNotLoaded = 127;  // the exit code of the system's loader
  if (WIFEXITED(status) && WEXITSTATUS(status) == kNotLoaded) cannot_load(program.string());
  if (WIFEXITED(status)) return {WEXITSTATUS(status), capture ? output.read_all() : ""};
  erase_line_of_another();
  const int signal = forwarding.ended_by() != 0 ? forwarding.ended_by() : WTERMSIG(status);
  try {
    report_worker_death(signal, trace.read_all());
  } catch (const Failure& failure) {
    note_in_run(trace.read_all(), failure);
    throw;
  }
}

}  // namespace zeroth::host
