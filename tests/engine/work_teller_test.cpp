#include "host/engine/work_teller.h"

#include <zeroth/long_work.h>

#include <chrono>
#include <cstdio>
#include <string>
#include <thread>

#include "host/engine/plugin_call.h"

// LibTorch has a CHECK of its own, and doctest's is the one that was included last.
#include <doctest/doctest.h>

using namespace zeroth::host;

namespace {

std::string text_of(std::FILE* file) {
  std::rewind(file);
  std::string text(4096, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), file));
  return text;
}

}  // namespace

TEST_CASE("long work of a component is told when it takes more than a second") {
  REQUIRE(kSdkIsServed);
  std::FILE* const file = std::tmpfile();
  zeroth::host::Progress progress(ProgressMode::plain, file);
  {
    const WorkTeller teller(progress);
    zeroth::say_progress("soon done", 0, 10);
    zeroth::say_progress("the long one", 0, 10);
    std::this_thread::sleep_for(std::chrono::milliseconds(1010));
    zeroth::say_progress("the long one", 5, 10);
    zeroth::say_progress("soon done", 1, 10);
  }
  zeroth::say_progress("nobody listens", 1, 10);
  const std::string text = text_of(file);
  CHECK(text.rfind("the long one  ", 0) == 0);
  CHECK(text.find(" s\n") == text.size() - 3);
  std::fclose(file);
}
