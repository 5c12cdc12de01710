#include "host/base/progress.h"

#include <doctest/doctest.h>

#include <thread>

#include "tests/support/messages.h"

using namespace zeroth::host;

namespace {

/// What is written while `use` has the progress.
template <class Use>
std::string shown(ProgressMode mode, Use&& use) {
  std::FILE* file = std::tmpfile();
  Progress progress(mode, file);
  use(progress);
  std::string text(static_cast<std::size_t>(std::ftell(file)), '\0');
  std::rewind(file);
  text.resize(std::fread(text.data(), 1, text.size(), file));
  std::fclose(file);
  return text;
}

void work(Progress& progress) {
  progress.begin("epoch", 10);
  std::this_thread::sleep_for(std::chrono::milliseconds(150));
  progress.update(5);
  progress.update(6);  // too soon after the last drawing
}

}  // namespace

TEST_CASE("progress: a redrawn line has the rate and the time left") {
  const std::string text = shown(ProgressMode::terminal, work);
  CHECK(text.rfind("\repoch  5/10  ", 0) == 0);
  CHECK(text.find("/s  0 s left\x1b[K") != std::string::npos);
  CHECK(text.find("6/10") == std::string::npos);
  CHECK(shown(ProgressMode::plain, work).empty());
}

TEST_CASE("progress: no line is wider than the terminal") {
  const std::string text = shown(ProgressMode::terminal, [](Progress& progress) {
    progress.begin(std::string(200, 'x'), 10);
    std::this_thread::sleep_for(std::chrono::milliseconds(150));
    progress.update(5);
  });
  CHECK(text == "\r" + std::string(79, 'x') + "\x1b[K");
}

TEST_CASE("progress: JSON stays JSON whatever a path holds") {
  CHECK(shown(ProgressMode::json, [](Progress& progress) {
          progress.message("a \"file\" \xff");
        }) == "{\"message\":\"a \\\"file\\\" \xef\xbf\xbd\"}\n");
}

TEST_CASE("progress: a warning is shown in every mode") {
  const auto warn = [](Progress& progress) { progress.warning("equal descriptors"); };
  CHECK(shown(ProgressMode::none, warn) == "warning: equal descriptors\n");
  CHECK(shown(ProgressMode::json, warn) == "{\"warning\":\"equal descriptors\"}\n");
}

TEST_CASE("progress: modes by name") {
  std::FILE* file = std::tmpfile();
  CHECK(progress_mode("auto", file) == ProgressMode::plain);
  CHECK(progress_mode("json", file) == ProgressMode::json);
  CHECK(message_of([&] { progress_mode("fancy", file); }) ==
        "error: unknown progress mode \"fancy\"\n  where  --progress\n"
        "  why    known: auto, plain, none, json");
  CHECK(exit_of([&] { progress_mode("fancy", file); }) == Exit::usage);
  std::fclose(file);
}
