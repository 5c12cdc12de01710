#include "host/base/messages.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <mutex>
#include <string>
#include <utility>

#include "host/base/begins_with.h"
#include "host/base/columns.h"
#include "host/base/printable.h"
#include "host/base/terminal.h"

namespace zeroth::host {
namespace {

/// How standard error was left.
struct Terminal {
  std::mutex writing;
  std::string drawn;   ///< the line on which the cursor stands, at its start; empty: there is none
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

/// The line as it is drawn; its first part, which says what it is about, in colour. A terminal that
/// was written to in its last column may go on in the next line.
std::string one_row(std::FILE* stream, std::string_view line) {
  const std::string row = cut_to_columns(line, terminal_columns(stream) - 1);
  const std::size_t end = std::min(row.find("  "), row.size());
  return painted(stream, Paint::progress, row.substr(0, end)) + row.substr(end);
}

/// Takes away what stands behind the cursor and below it. A terminal whose window became narrower
/// may have wrapped the line that was drawn: the cursor stands at its start then, and the rest
/// below.
constexpr const char* kEraseRest = "\x1b[J";

/// What has to be written before a line of its own can start. A line that was drawn is drawn once
/// more, without the "^C" that the terminal put over it.
std::string new_line(Terminal& left) {
  std::string text;
  if (!left.drawn.empty()) {
    text = fmt::format("\r{}{}\n", one_row(stderr, left.drawn), kEraseRest);
  } else if (left.typed && isatty(STDERR_FILENO)) {
    text = "\n";
  }
  left.drawn.clear();
  left.typed = false;
  return text;
}

/// The word that a message begins with, in its colour.
std::string with_painted_word(std::FILE* stream, const std::string& text) {
  for (const auto& [word, paint] :
       {std::pair<std::string_view, Paint>{"error:", Paint::error}, {"warning:", Paint::warning}}) {
    if (!begins_with(text, word)) continue;
    return painted(stream, paint, word) + text.substr(word.size());
  }
  return text;
}

/// Within the window, if somebody looks at one.
std::string with_end(std::FILE* stream, std::string_view message) {
  const std::size_t columns = window_columns(stream);
  const std::string text = printable(message);
  return with_painted_word(stream, columns > 0 ? wrapped_message(text, columns) : text) + "\n";
}

bool takes_text(int descriptor) {
  pollfd polled{descriptor, POLLOUT, 0};
  return poll(&polled, 1, 0) == 1;
}

}  // namespace

void say(std::string_view message) {
  const std::lock_guard lock(terminal().writing);
  put(stderr, new_line(terminal()) + with_end(stderr, message));
}

void say_at_once(std::string_view message) {
  const std::unique_lock lock(terminal().writing, std::try_to_lock);
  if (!lock || !takes_text(STDERR_FILENO)) return;
  put(stderr, new_line(terminal()) + (message.empty() ? "" : with_end(stderr, message)));
}

void note_typed_signal() {
  const std::unique_lock lock(terminal().writing, std::try_to_lock);
  if (lock) terminal().typed = true;
}

void erase_drawn_line() {
  const std::lock_guard lock(terminal().writing);
  if (terminal().drawn.empty()) return;
  terminal().drawn.clear();
  put(stderr, fmt::format("\r{}", kEraseRest));
}

void erase_line_of_another() {
  const std::lock_guard lock(terminal().writing);
  if (can_redraw(stderr)) put(stderr, fmt::format("\r{}", kEraseRest));
}

void draw_line(std::FILE* stream, std::string_view line) {
  const std::lock_guard lock(terminal().writing);
  if (stream == stderr) terminal().drawn = line;
  put(stream, fmt::format("\r{}{}\r", one_row(stream, line), kEraseRest));
}

void replace_line(std::FILE* stream, std::string_view line) {
  const std::lock_guard lock(terminal().writing);
  if (stream == stderr) terminal().drawn.clear();
  put(stream, fmt::format("\r{}{}", kEraseRest, with_end(stream, line)));
}

void write_line(std::FILE* stream, std::string_view line) {
  const std::lock_guard lock(terminal().writing);
  put(stream, with_end(stream, line));
}

}  // namespace zeroth::host
