#include "host/base/progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "host/base/json.h"
#include "host/base/messages.h"
#include "host/base/printable.h"
#include "host/base/problem.h"

namespace zeroth::host {
namespace {

constexpr double kRedrawSeconds = 0.1;

std::size_t terminal_width(std::FILE* stream) {
  winsize size{};
  const bool known = ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

std::string duration_text(double seconds) {
  const auto whole = static_cast<std::int64_t>(seconds);
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{}:{:02d} min", whole / 60, whole % 60);
  return fmt::format("{}:{:02d} h", whole / 3600, whole / 60 % 60);
}

/// A path may hold bytes that are no UTF-8.
std::string json_line(const Json& document) {
  return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

ProgressMode progress_mode(const std::string& name, std::FILE* stream) {
  if (name == "none") return ProgressMode::none;
  if (name == "plain") return ProgressMode::plain;
  if (name == "json") return ProgressMode::json;
  if (name == "auto") {
    return isatty(fileno(stream)) ? ProgressMode::terminal : ProgressMode::plain;
  }
  throw Failure(Exit::usage, {"unknown progress mode \"" + name + "\"",
                              "--progress",
                              {"known: auto, plain, none, json"},
                              ""});
}

double Progress::elapsed() const {
  return std::chrono::duration<double>(Clock::now() - start_).count();
}

void Progress::begin(std::string title, std::int64_t total) {
  title_ = std::move(title);
  total_ = total;
  start_ = drawn_ = Clock::now();
}

void Progress::update(std::int64_t done) {
  if (mode_ != ProgressMode::terminal) return;
  const auto now = Clock::now();
  if (std::chrono::duration<double>(now - drawn_).count() < kRedrawSeconds) return;
  drawn_ = now;
  redraw(done);
}

void Progress::redraw(std::int64_t done) {
  const double rate = static_cast<double>(done) / elapsed();
  const double left = rate > 0 ? static_cast<double>(total_ - done) / rate : 0.0;
  std::string text = printable_line(
      fmt::format("{}  {}/{}  {:.3g}/s  {} left", title_, done, total_, rate, duration_text(left)));
  text.resize(std::min(text.size(), terminal_width(stream_) - 1));
  draw_line(stream_, text);
}

void Progress::end(std::string_view note) {
  if (mode_ == ProgressMode::json) {
    line(json_line({{"title", title_}, {"seconds", elapsed()}, {"note", note}}));
  } else {
    line(fmt::format("{}  {:.1f} s  {}", title_, elapsed(), note));
  }
}

void Progress::message(std::string_view text) {
  line(mode_ == ProgressMode::json ? json_line({{"message", text}}) : std::string(text));
}

void Progress::warning(std::string_view text) {
  print(mode_ == ProgressMode::json ? json_line({{"warning", text}})
                                    : fmt::format("warning: {}", text));
}

void Progress::line(std::string_view text) {
  if (mode_ != ProgressMode::none) print(text);
}

void Progress::print(std::string_view text) {
  if (mode_ == ProgressMode::terminal) return replace_line(stream_, text);
  write_line(stream_, text);
}

}  // namespace zeroth::host
