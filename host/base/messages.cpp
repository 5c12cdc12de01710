#include "host/base/messages.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <mutex>
#include <string>

#include "host/base/printable.h"

namespace zeroth::host {
namespace {

/// How standard error was left.
struct Terminal {
  std::mutex writing;
  std::string drawn;   ///< the line behind which the cursor stands; empty: at the start of one
  bool typed = false;  ///< "^C" stands there, too
};

Terminal& terminal() {
  // Never destroyed: the thread that waits for signals may speak while the process ends.
  static Terminal& only = *new Terminal;
  return only;
}

void put(std::FILE* stream, const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stream);  // or not
  std::fflush(stream);
}

/// What has to be written before a line of its own can start. A line that was drawn is drawn once
/// more, without the "^C" that the terminal put behind it.
std::string new_line(Terminal& left) {
  std::string text;
  if (!left.drawn.empty()) {
    text = fmt::format("\r{}\x1b[K\n", left.drawn);
  } else if (left.typed && isatty(STDERR_FILENO)) {
    text = "\n";
  }
  left.drawn.clear();
  left.typed = false;
  return text;
}

std::string with_end(std::string_view line) { return printable(line) + "\n"; }

bool takes_text(int descriptor) {
  pollfd polled{descriptor, POLLOUT, 0};
  return poll(&polled, 1, 0) == 1;
}

}  // namespace

void say(std::string_view message) {
  const std::lock_guard lock(terminal().writing);
  put(stderr, new_line(terminal()) + with_end(message));
}

void say_at_once(std::string_view message) {
  const std::unique_lock lock(terminal().writing, std::try_to_lock);
  if (!lock || !takes_text(STDERR_FILENO)) return;
  put(stderr, new_line(terminal()) + (message.empty() ? "" : with_end(message)));
}

void note_typed_signal() {
  const std::unique_lock lock(terminal().writing, std::try_to_lock);
  if (lock) terminal().typed = true;
}

void draw_line(std::FILE* stream, std::string_view line) {
  const std::lock_guard lock(terminal().writing);
  if (stream == stderr) terminal().drawn = line;
  put(stream, fmt::format("\r{}\x1b[K", line));
}

void replace_line(std::FILE* stream, std::string_view line) {
  const std::lock_guard lock(terminal().writing);
  if (stream == stderr) terminal().drawn.clear();
  put(stream, "\r\x1b[K" + with_end(line));
}

void write_line(std::FILE* stream, std::string_view line) {
  const std::lock_guard lock(terminal().writing);
  put(stream, with_end(line));
}

}  // namespace zeroth::host
