#include "host/base/terminal.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

#include "host/base/environment.h"

namespace zeroth::host {
namespace {

const char* code_of(Paint paint) {
  switch (paint) {
    case Paint::error:
      return "1;31";
    case Paint::warning:
      return "1;33";
    case Paint::progress:
      return "36";
  }
  return "";
}

}  // namespace

bool can_redraw(std::FILE* stream) {
  return isatty(fileno(stream)) && environment("TERM") != "dumb";
}

std::size_t terminal_columns(std::FILE* stream) {
  winsize size{};
  if (ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  const long told = std::strtol(environment("COLUMNS").c_str(), nullptr, 10);
  constexpr long kUsual = 80, kWidest = 10'000;
  return static_cast<std::size_t>(told > 0 && told < kWidest ? told : kUsual);
}

std::size_t window_columns(std::FILE* stream) {
  return isatty(fileno(stream)) ? terminal_columns(stream) : 0;
}

bool shows_colour(std::FILE* stream) {
  if (!environment("NO_COLOR").empty()) return false;
  const std::string force = environment("CLICOLOR_FORCE");
  if (!force.empty() && force != "0") return true;
  return can_redraw(stream) && environment("CLICOLOR") != "0";
}

std::string painted(std::FILE* stream, Paint paint, std::string_view text) {
  if (!shows_colour(stream)) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", code_of(paint), text);
}

}  // namespace zeroth::host
