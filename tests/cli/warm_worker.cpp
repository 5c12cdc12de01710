// A library for LD_PRELOAD under which zeroth-worker does not run: with all its libraries loaded it
// waits at the socket that is its standard input, and forks for everyone who connects a process
// that runs main(). warm.py says what for. It ends with whoever holds the other end of the pipe
// whose number ZEROTH_WARM_LIFELINE is.
#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "tests/cli/warm_protocol.h"

namespace zeroth::warm {
namespace {

using Main = int (*)(int, char**, char**);
Main worker_main = nullptr;  // of zeroth-worker itself

constexpr int kListening = STDIN_FILENO;

struct Message {
  std::array<int, descriptors> handed{};
  std::vector<char> environment;
};

/// Ends this process where a client did not say everything: the client sees that nobody answers.
Message receive(int connection) {
  Message message;
  message.environment.resize(kLongest);
  iovec text{message.environment.data(), kLongest};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(message.handed))> room{};
  msghdr header{};
  header.msg_iov = &text;
  header.msg_iovlen = 1;
  header.msg_control = room.data();
  header.msg_controllen = room.size();
  const ssize_t size = recvmsg(connection, &header, 0);
  const cmsghdr* control = CMSG_FIRSTHDR(&header);
  const bool whole = size > 0 && (header.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0 && control &&
                     control->cmsg_len == CMSG_LEN(sizeof(message.handed));
  if (!whole) _exit(1);
  std::memcpy(message.handed.data(), CMSG_DATA(control), sizeof(message.handed));
  message.environment.resize(static_cast<std::size_t>(size));
  return message;
}

std::vector<char*> strings_of(std::vector<char>& text) {
  std::vector<char*> all;
  for (auto at = text.begin(); at != text.end(); at = std::find(at, text.end(), '\0') + 1) {
    all.push_back(&*at);
  }
  all.push_back(nullptr);
  return all;
}

/// The worker as its client would be, had it become the worker.
[[noreturn]] void work(Message& message, pid_t waiting) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != waiting) _exit(1);
  const auto& handed = message.handed;
  for (const int stream : {input, output, errors}) dup2(handed[stream], stream);
  if (fchdir(handed[folder]) != 0) _exit(1);
  for (const int done : {input, output, errors, folder}) close(handed[done]);
  std::vector<char*> environment = strings_of(message.environment);
  environ = environment.data();
  std::array<std::string, 5> words = {"zeroth-worker", "--request-fd",
                                      std::to_string(handed[request]), "--trace-fd",
                                      std::to_string(handed[trace])};
  std::array<char*, words.size() + 1> arguments{};
  std::transform(words.begin(), words.end(), arguments.begin(),
                 [](std::string& word) { return word.data(); });
  std::exit(worker_main(static_cast<int>(words.size()), arguments.data(), environ));
}

/// Waits until the worker ends; where its client ends before, so does the worker.
int status_of(pid_t worker, int connection) {
  const auto ended = static_cast<int>(syscall(SYS_pidfd_open, worker, 0));
  std::array<pollfd, 2> both = {{{ended, POLLIN, 0}, {connection, 0, 0}}};
  if (ended >= 0) {
    while (poll(both.data(), both.size(), -1) < 0) {
    }
    if (both[1].revents != 0) kill(worker, SIGKILL);
  }
  int status = 0;
  waitpid(worker, &status, 0);
  return status;
}

[[noreturn]] void attend(int connection) {
  Message message = receive(connection);
  if (send(connection, &kTaken, sizeof(kTaken), MSG_NOSIGNAL) != sizeof(kTaken)) _exit(1);
  const pid_t here = getpid(), worker = fork();
  if (worker == 0) {
    close(connection);
    work(message, here);
  }
  for (const int one : message.handed) close(one);  // whoever reads from the worker sees its end
  close(kListening);
  if (worker < 0) _exit(1);
  const int status = status_of(worker, connection);
  _exit(send(connection, &status, sizeof(status), MSG_NOSIGNAL) == sizeof(status) ? 0 : 1);
}

/// Its socket, and with the last one the folder: whoever began this may have been killed.
void remove_socket() {
  sockaddr_un address{};
  socklen_t size = sizeof(address) - 1;  // the path ends
  if (getsockname(kListening, reinterpret_cast<sockaddr*>(&address), &size) != 0) return;
  unlink(address.sun_path);
  std::string folder = address.sun_path;
  folder.resize(std::min(folder.rfind('/'), folder.size()));
  rmdir(folder.c_str());
}

/// Instead of main().
int serve(int, char**, char**) {
  const char* lifeline = std::getenv("ZEROTH_WARM_LIFELINE");
  if (!lifeline) return 1;
  std::array<pollfd, 2> both = {{{kListening, POLLIN, 0}, {std::atoi(lifeline), 0, 0}}};
  for (;;) {
    poll(both.data(), both.size(), -1);
    while (waitpid(-1, nullptr, WNOHANG) > 0) {  // their time counts as the test's
    }
    if (both[1].revents != 0) {
      remove_socket();
      return 0;
    }
    const int connection = accept4(kListening, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) continue;
    if (fork() == 0) attend(connection);
    close(connection);
  }
}

}  // namespace
}  // namespace zeroth::warm

// What the C library's start calls once all libraries have been loaded, with the program's main().
extern "C" [[gnu::visibility("default")]] int __libc_start_main(zeroth::warm::Main main, int count,
                                                                char** words, void (*begin)(),
                                                                void (*end)(), void (*finish)(),
                                                                void* stack) {
  const auto next =
      reinterpret_cast<decltype(&__libc_start_main)>(dlsym(RTLD_NEXT, "__libc_start_main"));
  zeroth::warm::worker_main = main;
  return next(zeroth::warm::serve, count, words, begin, end, finish, stack);
}
