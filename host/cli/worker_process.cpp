#include "host/cli/worker_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "host/base/address_space.h"
#include "host/base/call_trace.h"
#include "host/base/environment.h"
#include "host/base/messages.h"
#include "host/base/open_descriptor.h"
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
  if (const std::string named = environment("ZEROTH_WORKER"); !named.empty()) return named;
  const fs::path here = executable_directory();
  for (const fs::path& candidate :
       {here / "zeroth-worker", here / "../libexec/zeroth/zeroth-worker"}) {
    if (access(candidate.c_str(), X_OK) == 0) return candidate.lexically_normal();
  }
  cannot_start((here / "zeroth-worker").string(), "there is no such program");
}

/// What LibTorch's sockets log of a host that does not answer; the worker says it itself.
void silence_sockets(std::vector<std::string>& environment) {
  for (const char* level : {"GLOG_minloglevel=3", "TORCH_CPP_LOG_LEVEL=FATAL"}) {
    environment.emplace_back(level);
  }
}

bool is_a_rank(const Json& request) {
  return request.value("options", Json::object()).contains("ranks");
}

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

/// Anonymous memory that a child inherits.
class SharedMemory {
 public:
  SharedMemory(const char* name, const std::string& content) : memory_(memfd_create(name, 0)) {
    if (descriptor() < 0 || write(descriptor(), content.data(), content.size()) !=
                                static_cast<ssize_t>(content.size())) {
      cannot_start("", std::strerror(errno));
    }
  }

  int descriptor() const { return memory_.number(); }
  std::string read_all() const {
    std::string content(static_cast<std::size_t>(lseek(descriptor(), 0, SEEK_END)), '\0');
    const ssize_t got = pread(descriptor(), content.data(), content.size(), 0);
    content.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return content;
  }

 private:
  OpenDescriptor memory_;
};

struct StartedWorker::Parts {
  Parts(const Json& request, SignalForwarding& signals, bool captures)
      : program(find_worker()),
        document("zeroth-request", request.dump()),
        forwarding(signals),
        capture(captures) {}

  fs::path program;
  SharedMemory document;
  SharedMemory trace{"zeroth-trace", std::string(CallTrace::kSize, '\0')};
  SharedMemory output{"zeroth-output", ""};
  SignalForwarding& forwarding;
  bool capture;
  pid_t pid = -1;
};

StartedWorker::StartedWorker(const Json& request, int threads, SignalForwarding& forwarding,
                             bool capture)
    : parts_(std::make_unique<Parts>(request, forwarding, capture)) {
  const std::string program = parts_->program.string();
  std::vector<std::string> environment = worker_environment(threads);
  if (is_a_rank(request)) silence_sockets(environment);
  parts_->pid = start({program,
                       {program, "--request-fd", std::to_string(parts_->document.descriptor()),
                        "--trace-fd", std::to_string(parts_->trace.descriptor())},
                       std::move(environment),
                       capture ? parts_->output.descriptor() : -1});
  forwarding.pass_to(parts_->pid);
}

StartedWorker::~StartedWorker() = default;
StartedWorker::StartedWorker(StartedWorker&& other) noexcept = default;

pid_t StartedWorker::pid() const { return parts_->pid; }

WorkerResult StartedWorker::wait() {
  const SignalForwarding& forwarding = parts_->forwarding;
  const int status = parts_->forwarding.wait_for(parts_->pid);
  constexpr int kNotLoaded = 127;  // the exit code of the system's loader
  if (WIFEXITED(status) && WEXITSTATUS(status) == kNotLoaded) cannot_load(parts_->program.string());
  if (WIFEXITED(status))
    return {WEXITSTATUS(status), parts_->capture ? parts_->output.read_all() : ""};
  erase_line_of_another();
  const int signal = forwarding.ended_by() != 0 ? forwarding.ended_by() : WTERMSIG(status);
  report_worker_death(signal, parts_->trace.read_all());
}

std::string StartedWorker::run_directory() const {
  return CallTrace::run_directory_in(parts_->trace.read_all());
}

std::string StartedWorker::last_words() const {
  return CallTrace::last_words_in(parts_->trace.read_all());
}

void StartedWorker::note_in_run(const Failure& failure) const noexcept {
  try {
    const std::string directory = run_directory();
    if (!directory.empty()) RunStatus::note_death(directory, failure.code(), failure.what());
  } catch (const std::exception&) {
    // The disk is full, or the directory is gone: what is thrown says more.
  }
}

WorkerResult run_worker(const Json& request, int threads, bool capture) {
  SignalForwarding forwarding;
  StartedWorker worker(request, threads, forwarding, capture);
  try {
    return worker.wait();
  } catch (const Failure& failure) {
    worker.note_in_run(failure);
    throw;
  }
}

}  // namespace zeroth::host
