#include "host/cli/spawn.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <system_error>

#include "host/base/signals.h"

namespace zeroth::host {
namespace {

[[noreturn]] void fail(int error) {
  throw std::system_error(error, std::generic_category(), "cannot start a program");
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

/// What the child is made of; all memory is allocated before it exists.
struct Image {
  const char* file;
  char* const* arguments;
  char* const* environment;
  int input, output, errors, kept;
  pid_t parent;
  int report;  ///< gets errno where the program cannot be started
};

/// Whether the streams are the program's; a descriptor below 0 leaves one as it is.
bool take_streams(const Image& image) {
  return (image.input < 0 || dup2(image.input, STDIN_FILENO) >= 0) &&
         (image.output < 0 || dup2(image.output, STDOUT_FILENO) >= 0) &&
         (image.errors < 0 || dup2(image.errors, STDERR_FILENO) >= 0) &&
         (image.kept < 0 || fcntl(image.kept, F_SETFD, 0) == 0);
}

/// Between fork() and exec(). The request for SIGTERM survives exec(), so it holds before the
/// program's first instruction; a parent that died even earlier is no longer the parent.
[[noreturn]] void become(const Image& image) {
  struct sigaction action {};
  sigaction(SIGTERM, nullptr, &action);
  prctl(PR_SET_PDEATHSIG, action.sa_handler == SIG_IGN ? SIGKILL : SIGTERM);
  if (getppid() != image.parent) _exit(0);
  unblock_for_exec();
  if (take_streams(image)) {
    execve(image.file, image.arguments, image.environment);
  }
  const int error = errno;
  if (write(image.report, &error, sizeof(error)) < 0) _exit(1);
  _exit(0);
}

/// errno of the child that could not become the program, or 0.
int failure_of(int report) {
  int error = 0;
  while (read(report, &error, sizeof(error)) < 0 && errno == EINTR) {
  }
  return error;
}

}  // namespace

pid_t spawn(Program program) {
  const std::vector<char*> arguments = pointers(program.arguments);
  const std::vector<char*> environment = pointers(program.environment);
  int report[2];
  if (pipe2(report, O_CLOEXEC) != 0) fail(errno);
  const Image image = {program.file.c_str(), arguments.data(), environment.data(),
                       program.input,        program.output,   program.errors,
                       program.kept,         getpid(),         report[1]};
  const pid_t pid = fork();
  const int fork_error = pid < 0 ? errno : 0;
  if (pid == 0) become(image);
  close(report[1]);
  const int error = pid < 0 ? fork_error : failure_of(report[0]);
  close(report[0]);
  if (error == 0) return pid;
  if (pid > 0) waitpid(pid, nullptr, 0);
  fail(error);
}

}  // namespace zeroth::host
