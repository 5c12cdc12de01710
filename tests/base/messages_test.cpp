#include "host/base/messages.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <string>

using namespace zeroth::host;

namespace {

/// Standard error leads into `file` while it lives.
class ErrorTo {
 public:
  explicit ErrorTo(int file) : before_(dup(STDERR_FILENO)) { dup2(file, STDERR_FILENO); }
  ~ErrorTo() {
    dup2(before_, STDERR_FILENO);
    close(before_);
  }
  ErrorTo(const ErrorTo&) = delete;
  ErrorTo& operator=(const ErrorTo&) = delete;

 private:
  int before_;
};

/// What is written to standard error while `use` runs.
template <class Use>
std::string said(Use&& use) {
  std::FILE* file = std::tmpfile();
  {
    const ErrorTo there(fileno(file));
    use();
  }
  std::string text(static_cast<std::size_t>(lseek(fileno(file), 0, SEEK_END)), '\0');
  CHECK(pread(fileno(file), text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()));
  std::fclose(file);
  return text;
}

}  // namespace

TEST_CASE("a message starts on a line of its own") {
  CHECK(said([] { say("one"); }) == "one\n");
  const std::string drawn = "\repoch 1/2\x1b[J";
  CHECK(said([] {
          draw_line(stderr, "epoch 1/2");
          say("error: interrupted");
          say("more");
        }) == drawn + "\r" + drawn + "\nerror: interrupted\nmore\n");
  CHECK(said([] {
          draw_line(stderr, "epoch 1/2");
          say_at_once("");
          say_at_once("");
        }) == drawn + "\r" + drawn + "\n");
}

TEST_CASE("a line that stays takes the place of the one that was drawn") {
  CHECK(said([] {
          draw_line(stderr, "epoch 1/2");
          replace_line(stderr, "epoch 1");
          say("done");
        }) == "\repoch 1/2\x1b[J\r\r\x1b[Jepoch 1\ndone\n");
}

TEST_CASE("messages that cannot be written are dropped") {
  for (const char* name : {"/dev/full", "/dev/null"}) {
    const int nowhere = open(name, name[5] == 'f' ? O_WRONLY : O_RDONLY);
    const ErrorTo there(nowhere);
    say("one");
    say_at_once("two");
    draw_line(stderr, "three");
    replace_line(stderr, "four");
    write_line(stderr, "five");
    close(nowhere);
  }
}

TEST_CASE("the thread that waits for signals does not wait for a reader") {
  int ends[2];
  REQUIRE(pipe2(ends, O_NONBLOCK) == 0);
  while (write(ends[1], ".", 1) == 1) {
  }
  fcntl(ends[1], F_SETFL, 0);  // from now on it blocks
  {
    const ErrorTo there(ends[1]);
    say_at_once("nobody reads this");
  }
  close(ends[0]);
  close(ends[1]);
}
