#include "host/base/progress.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <thread>

#include "tests/support/messages.h"

using namespace zeroth::host;

namespace {

/// What is written while `use` has the progress.
template <class Use>
std::string shown(ProgressMode mode, Use&& use) {
  unsetenv("COLUMNS");
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
  CHECK(text.rfind("\repoch  0/10\x1b[J\r\repoch  5/10  ", 0) == 0);
  CHECK(text.find("/s  0 s left\x1b[J\r") != std::string::npos);
  CHECK(text.find("6/10") == std::string::npos);
  CHECK(shown(ProgressMode::plain, work).empty());
}

TEST_CASE("progress: two tell nothing of a thousand") {
  const std::string text = shown(ProgressMode::terminal, [](Progress& progress) {
    progress.begin("epoch", 1000);
    std::this_thread::sleep_for(std::chrono::milliseconds(150));
    progress.update(2);
  });
  CHECK(text.find("\repoch  2/1000  ") != std::string::npos);
  CHECK(text.find("left") == std::string::npos);
}

TEST_CASE("progress: no line is wider than the terminal") {
  const std::string text = shown(ProgressMode::terminal, [](Progress& progress) {
    progress.begin(std::string(200, 'x'), 10);
  });
  CHECK(text == "\r" + std::string(79, 'x') + "\x1b[J\r");
}

TEST_CASE("progress: the time left is that of all that follows, the figure the latest one") {
  const auto train = [](Progress& progress) {
    progress.set_figure("H 45.2");
    progress.begin({"epoch 3/20", "adversarial", 100, 40, 0.5, 1000, 7200});
    progress.end({"loss 1", 1.5, true});
  };
  // 60 and 1000 more of half a second, and two hours.
  CHECK(shown(ProgressMode::terminal, train) ==
        "\radversarial epoch 3/20  40/100  H 45.2  2:08 h left\x1b[J\r"
        "\r\x1b[Jadversarial epoch 3/20  1.5 s  H 45.2  2:08 h left  loss 1\n");
  CHECK(shown(ProgressMode::plain, train) ==
        "adversarial epoch 3/20  1.5 s  H 45.2  2:08 h left  loss 1\n");
  CHECK(shown(ProgressMode::json, train) ==
        "{\"title\":\"adversarial epoch 3/20\",\"seconds\":1.5,\"note\":\"loss 1\",\"figure\":\"H "
        "45.2\","
        "\"seconds_left\":7700.0}\n");
}

TEST_CASE("progress: an end that leaves no line") {
  const auto end = [](Progress& progress) { progress.end({"loss 1", 1.5, false}); };
  CHECK(shown(ProgressMode::plain, end).empty());
  CHECK(shown(ProgressMode::terminal, end).empty());
  CHECK_FALSE(shown(ProgressMode::json, end).empty());
}

TEST_CASE("progress: what cannot be counted, and what only JSON shows") {
  const auto look = [](Progress& progress) {
    progress.begin({"epoch 3/20", "adversarial", 100, 100});
    progress.show("evaluating");
    progress.detail("epoch 3: H 45.2");
  };
  CHECK(shown(ProgressMode::terminal, look) ==
        "\radversarial epoch 3/20  100/100\x1b[J\r\radversarial epoch 3/20  evaluating\x1b[J\r");
  CHECK(shown(ProgressMode::plain, look).empty());
  CHECK(shown(ProgressMode::json, look) == "{\"message\":\"epoch 3: H 45.2\"}\n");
}

TEST_CASE("progress: a message breaks at spaces, a path does not") {
  const std::string path(100, 'p');
  CHECK(shown(ProgressMode::terminal, [&](Progress& progress) {
          progress.message("run directory: " + path);
        }) == "\r\x1b[Jrun directory:\n" + path + "\n");
  CHECK(shown(ProgressMode::plain, [&](Progress& progress) {
          progress.message("run directory: " + path);
        }) == "run directory: " + path + "\n");
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
