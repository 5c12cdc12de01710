// What `zeroth` starts as its worker where ZEROTH_WORKER names it: hands all that it was given to a
// worker that has loaded LibTorch before (warm_worker.cpp), waits for it, and ends as it ended.
//
//   ZEROTH_WARM_FOLDER  holds a socket threads-N for each number of threads that is served
//   ZEROTH_WARM_WORKER  the worker's program, which this one becomes where the number is another,
//                       or where the server has ended before it took anything
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "tests/cli/warm_protocol.h"

namespace zeroth::warm {
namespace {

constexpr int kNobodyAnswers = 70;

std::string value_of(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

/// A worker does not see how it was started.
void forget_how() {
  for (const char* name : {"ZEROTH_WORKER", "ZEROTH_WARM_FOLDER", "ZEROTH_WARM_WORKER"}) {
    unsetenv(name);
  }
}

/// @return below 0: nobody serves that number of threads.
int connected_to(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.sun_path)) return -1;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  const int connection = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  const auto* where = reinterpret_cast<const sockaddr*>(&address);
  return connect(connection, where, sizeof(address)) == 0 ? connection : -1;
}

bool hand_over(int connection, const std::array<int, descriptors>& handed) {
  std::string environment;
  for (char** one = environ; *one; ++one) environment.append(*one, std::strlen(*one) + 1);
  iovec text{environment.data(), environment.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(handed))> room{};
  msghdr header{};
  header.msg_iov = &text;
  header.msg_iovlen = 1;
  header.msg_control = room.data();
  header.msg_controllen = room.size();
  cmsghdr* control = CMSG_FIRSTHDR(&header);
  control->cmsg_level = SOL_SOCKET;
  control->cmsg_type = SCM_RIGHTS;
  control->cmsg_len = CMSG_LEN(sizeof(handed));
  std::memcpy(CMSG_DATA(control), handed.data(), sizeof(handed));
  return environment.size() <= kLongest && sendmsg(connection, &header, MSG_NOSIGNAL) >= 0;
}

int end_like(int status) {
  if (WIFEXITED(status)) return WEXITSTATUS(status);
  sigset_t own;
  sigemptyset(&own);
  sigaddset(&own, WTERMSIG(status));
  std::signal(WTERMSIG(status), SIG_DFL);
  sigprocmask(SIG_UNBLOCK, &own, nullptr);
  raise(WTERMSIG(status));
  return 128 + WTERMSIG(status);
}

/// @param words those of zeroth-worker: --request-fd N --trace-fd N
int run(char** words) {
  const std::string folder = value_of("ZEROTH_WARM_FOLDER"),
                    worker = value_of("ZEROTH_WARM_WORKER");
  forget_how();
  const int connection = connected_to(folder + "/threads-" + value_of("OMP_NUM_THREADS"));
  const int here = open(".", O_PATH | O_CLOEXEC);
  const std::array<int, descriptors> handed = {
      STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO, std::atoi(words[2]), std::atoi(words[4]), here};
  char taken = 0;
  if (connection < 0 || !hand_over(connection, handed) ||
      recv(connection, &taken, sizeof(taken), 0) != sizeof(taken)) {
    std::string name = worker;
    words[0] = name.data();
    execv(worker.c_str(), words);
    return 127;
  }
  int status = 0;
  if (recv(connection, &status, sizeof(status), 0) == sizeof(status)) return end_like(status);
  std::fprintf(stderr, "warm_client: the warm worker does not answer\n");
  return kNobodyAnswers;
}

}  // namespace
}  // namespace zeroth::warm

int main(int count, char** words) { return count == 5 ? zeroth::warm::run(words) : 2; }
