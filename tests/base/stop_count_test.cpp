#include "host/base/stop_count.h"

#include <doctest/doctest.h>

using namespace zeroth::host;

namespace {

constexpr pid_t kFrontEnd = 7, kSomebody = 8, kKernel = 0;
using std::chrono::milliseconds;

/// Requests that arrive one after the other.
class Arriving {
 public:
  int operator()(int signal, pid_t sender, int later_ms) {
    now_ += milliseconds(later_ms);
    return count_.add({signal, sender, false}, now_);
  }

 private:
  StopCount count_{kFrontEnd};
  StopCount::Clock::time_point now_;
};

}  // namespace

TEST_CASE("a second request is one of any kind") {
  for (const int second : {SIGINT, SIGTERM, SIGHUP, SIGUSR1}) {
    Arriving arriving;
    CHECK(arriving(SIGINT, kSomebody, 0) == 1);
    CHECK(arriving(second, kSomebody, 100) == 2);
    CHECK(arriving(second, kSomebody, 100) == 3);
  }
}

TEST_CASE("what the terminal sends to all and the front end passes on is one request") {
  Arriving arriving;
  CHECK(arriving(SIGINT, kKernel, 0) == 1);
  CHECK(arriving(SIGINT, kFrontEnd, 300) == 1);
  CHECK(arriving(SIGINT, kFrontEnd, 300) == 2);
  CHECK(arriving(SIGINT, kKernel, 1) == 2);
  CHECK(arriving(SIGTERM, kSomebody, 1) == 3);
}

TEST_CASE("a signal that is sent twice at once is one request") {
  Arriving arriving;
  CHECK(arriving(SIGTERM, kSomebody, 0) == 1);
  CHECK(arriving(SIGTERM, kSomebody, 1) == 1);
  CHECK(arriving(SIGTERM, kSomebody, 60) == 2);
}

TEST_CASE("a key that is held down is no single request") {
  Arriving arriving;
  CHECK(arriving(SIGINT, kKernel, 0) == 1);
  CHECK(arriving(SIGINT, kKernel, 30) == 1);
  CHECK(arriving(SIGINT, kKernel, 30) == 2);
}

TEST_CASE("the system may say any number of times that the processor time is spent") {
  Arriving arriving;
  CHECK(arriving(SIGXCPU, kKernel, 0) == 1);
  CHECK(arriving(SIGXCPU, kKernel, 1000) == 1);
  CHECK(arriving(SIGTERM, kKernel, 1000) == 2);
}
