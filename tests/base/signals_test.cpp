#include "host/base/signals.h"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

using namespace zeroth::host;

namespace {

/// How a child that does `work` ends.
template <class Work>
int status_of(Work&& work) {
  const pid_t child = fork();
  if (child == 0) {
    work();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return status;
}

/// Exits with the number of the request to stop that arrives after `signals` were sent.
template <class... Signals>
void exit_with_request(Signals... signals) {
  block_signals();
  wait_for_signals([](const StopRequest& request) { _exit(request.signal); });
  (kill(getpid(), signals), ...);
  std::this_thread::sleep_for(std::chrono::seconds(10));
}

void misplaced_handler(int) { _exit(1); }

}  // namespace

TEST_CASE("requests to stop are told from signals that have no effect") {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGXCPU, SIGPWR}) {
    CAPTURE(signal);
    const int status = status_of([&] {
      exit_with_request(SIGCHLD, SIGPIPE, SIGALRM, SIGVTALRM, SIGPROF, SIGWINCH, SIGURG, SIGIO,
                        SIGCONT, SIGXFSZ, SIGSTKFLT, SIGRTMIN, SIGRTMAX, signal);
    });
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == signal);
  }
}

TEST_CASE("a signal that came before anybody waited is not lost") {
  const int status = status_of([] {
    block_signals();
    raise(SIGTERM);  // to this thread
    kill(getpid(), SIGUSR1);
    exit_with_request();
  });
  CHECK(WEXITSTATUS(status) == SIGUSR1);
}

TEST_CASE("what was ignored at the start stays ignored") {
  const int status = status_of([] {
    std::signal(SIGHUP, SIG_IGN);
    exit_with_request(SIGHUP, SIGTERM);
  });
  CHECK(WEXITSTATUS(status) == SIGTERM);
}

TEST_CASE("no handler runs, whoever installed it") {
  const int status = status_of([] {
    for (const int signal : {SIGALRM, SIGPROF, SIGUSR1, SIGCHLD}) {
      std::signal(signal, misplaced_handler);
    }
    exit_with_request(SIGALRM, SIGPROF, SIGCHLD, SIGUSR1, SIGTERM);
  });
  CHECK((WEXITSTATUS(status) == SIGUSR1 || WEXITSTATUS(status) == SIGTERM));
}

TEST_CASE("dying of a signal looks as if nobody had blocked it") {
  for (const int signal : {SIGINT, SIGTERM, SIGPIPE, SIGUSR1}) {
    const int status = status_of([&] {
      std::signal(signal, SIG_IGN);
      block_signals();
      std::thread([&] { die_of(signal); }).join();
    });
    CHECK(WIFSIGNALED(status));
    CHECK(WTERMSIG(status) == signal);
  }
}

TEST_CASE("SIGTSTP still stops the process and SIGCONT lets it go on") {
  const pid_t child = fork();
  if (child == 0) {
    setpgid(0, 0);
    exit_with_request(SIGTSTP);
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, WUNTRACED);
  CHECK(WIFSTOPPED(status));
  CHECK(WSTOPSIG(status) == SIGTSTP);
  kill(child, SIGTERM);
  kill(child, SIGCONT);
  waitpid(child, &status, 0);
  CHECK(WEXITSTATUS(status) == SIGTERM);
}

TEST_CASE("a program that is started can be stopped, but not by what has no effect on us") {
  const int status = status_of([] {
    sigset_t blocked;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGUSR2);
    pthread_sigmask(SIG_SETMASK, &blocked, nullptr);
    block_signals();
    unblock_for_exec();
    pthread_sigmask(SIG_BLOCK, nullptr, &blocked);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGQUIT, SIGTSTP, SIGCHLD}) {
      if (sigismember(&blocked, signal) != 0) _exit(signal);
    }
    for (const int signal : {SIGALRM, SIGPROF, SIGIO, SIGPIPE, SIGRTMIN, SIGUSR2}) {
      if (sigismember(&blocked, signal) != 1) _exit(signal);
    }
  });
  CHECK(status == 0);
}

TEST_CASE("exit codes and words") {
  CHECK(stopped_exit(SIGINT) == Exit::interrupted);
  CHECK(stopped_word(SIGINT) == "interrupted");
  CHECK(stopped_exit(SIGTERM) == Exit::terminated);
  CHECK(stopped_word(SIGTERM) == "terminated");
  for (const int signal : {SIGHUP, SIGUSR1, SIGUSR2}) CHECK(stopped_exit(signal) == Exit::retry);
  CHECK(stopped_word(SIGUSR1) ==
        "stopped by signal 10 (User defined signal 1), to be started again");
  CHECK(stopped_word(SIGHUP) == "stopped by signal 1 (Hangup), to be started again");
  CHECK_FALSE(asks_to_stop(SIGWINCH));
}
