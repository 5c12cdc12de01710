#include "host/base/progress.h"

#include <fmt/format.h>

#include <limits>
#include <regex>
#include <utility>
#include <vector>

#include "host/base/columns.h"
#include "host/base/json.h"
#include "host/base/messages.h"
#include "host/base/printable.h"
#include "host/base/problem.h"
#include "host/base/terminal.h"

namespace zeroth::host {
namespace {

constexpr double kRedrawSeconds = 0.1;
constexpr double kEnoughToTell = 3;

std::string duration_text(double seconds) {
  const auto whole = static_cast<std::int64_t>(seconds);
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{}:{:02d} min", whole / 60, whole % 60);
  return fmt::format("{}:{:02d} h", whole / 3600, whole / 60 % 60);
}

std::string with_left(const std::string& time) { return time.empty() ? "" : time + " left"; }

/// Those that are not empty.
std::string joined(const std::vector<std::string>& parts, const char* between = "  ") {
  std::string text;
  for (const std::string& part : parts) {
    if (!part.empty()) text += (text.empty() ? "" : between) + part;
  }
  return text;
}

std::vector<std::string> printable_lines(std::vector<std::string> texts) {
  for (std::string& text : texts) text = printable_line(text);
  return texts;
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
    return can_redraw(stream) ? ProgressMode::terminal : ProgressMode::plain;
  }
  throw Failure(Exit::usage, {"unknown progress mode \"" + name + "\"",
                              "--progress",
                              {"known: auto, plain, none, json"},
                              ""});
}

std::optional<double> seconds_left_in(std::string_view line) {
  static const std::regex kLeft(R"((?:^|  )(\d+)(?::(\d\d))? (s|min|h) left(?:  |$))");
  std::cmatch found;
  if (!std::regex_search(line.data(), line.data() + line.size(), found, kLeft)) return std::nullopt;
  constexpr double kPerUnit = 60;
  const double whole = std::stod(found[1]), part = found[2].matched ? std::stod(found[2]) : 0;
  if (found[3] == "s") return whole;
  return (whole * kPerUnit + part) * (found[3] == "h" ? kPerUnit : 1);
}

double Progress::elapsed() const {
  return std::chrono::duration<double>(Clock::now() - start_).count();
}

void Progress::begin(Work work) {
  work_ = std::move(work);
  start_ = Clock::now();
  update(work_.done);
}

/// Not too often.
bool Progress::draws_now() {
  if (mode_ != ProgressMode::terminal) return false;
  const auto now = Clock::now();
  if (std::chrono::duration<double>(now - drawn_).count() < kRedrawSeconds) return false;
  drawn_ = now;
  return true;
}

void Progress::update(std::int64_t done) {
  if (draws_now()) redraw(done);
}

double Progress::seconds_left(std::int64_t done) const {
  const auto fresh = static_cast<double>(done - work_.done);
  // The first ones take longer than all others.
  const double pace = work_.pace > 0           ? work_.pace
                      : fresh >= kEnoughToTell ? elapsed() / fresh
                                               : 0.0;
  return (static_cast<double>(work_.total - done) + work_.later) * pace + work_.after;
}

std::string Progress::full_title() const { return joined({work_.of, work_.title}, " "); }

void Progress::redraw(std::int64_t done) {
  const std::string counts = fmt::format("{}/{}", done, work_.total);
  const std::int64_t fresh = done - work_.done;
  const std::string rate =
      fresh > 0 ? fmt::format("{:.3g}/s", static_cast<double>(fresh) / elapsed()) : "";
  const double left = seconds_left(done);
  const std::string time = left > 0 ? duration_text(left) : "", time_left = with_left(time);
  const std::string last_word = work_.title.substr(work_.title.rfind(' ') + 1);
  const std::string title = full_title();
  draw_line(stream_, first_that_fits(printable_lines({
                                         joined({title, counts, rate, figure_, time_left}),
                                         joined({title, counts, figure_, time_left}),
                                         joined({title, figure_, time_left}),
                                         joined({work_.title, figure_, time_left}),
                                         joined({work_.title, time_left}),
                                         joined({work_.title, time}),
                                         joined({last_word, time}),
                                         work_.title,
                                     }),
                                     room()));
}

void Progress::show(std::string_view what) {
  if (mode_ != ProgressMode::terminal) return;
  draw_line(stream_,
            first_that_fits(
                printable_lines({joined({full_title(), std::string(what), figure_}),
                                 joined({work_.title, std::string(what)}), std::string(what)}),
                room()));
}

void Progress::end(const Ended& ended) {
  const double left = work_.later > 0 || work_.after > 0 ? seconds_left(work_.total) : 0;
  if (mode_ == ProgressMode::json) {
    Json document = {{"title", full_title()}, {"seconds", ended.seconds}, {"note", ended.note}};
    if (!figure_.empty()) document["figure"] = figure_;
    if (left > 0) document["seconds_left"] = left;
    return line(json_line(document));
  }
  if (!ended.stays) return;
  const std::string seconds = fmt::format("{:.1f} s", ended.seconds);
  const std::string time_left = left > 0 ? with_left(duration_text(left)) : "";
  const std::string title = full_title();
  line(first_that_fits(
      printable_lines({joined({title, seconds, figure_, time_left, ended.note}),
                       joined({title, seconds, figure_, time_left}),
                       joined({title, figure_, time_left}), joined({title, figure_}),
                       joined({work_.title, figure_}), work_.title}),
      room()));
}

void Progress::message(std::string_view text) {
  if (mode_ == ProgressMode::json) return line(json_line({{"message", text}}));
  line(wrapped(text, room()));
}

void Progress::detail(std::string_view text) {
  if (mode_ == ProgressMode::json) message(text);
}

void Progress::warning(std::string_view text) {
  if (mode_ == ProgressMode::json) return print(json_line({{"warning", text}}));
  print(wrapped(fmt::format("warning: {}", text), room()));
}

void Progress::line(std::string_view text) {
  if (mode_ != ProgressMode::none) print(text);
}

void Progress::print(std::string_view text) {
  if (mode_ == ProgressMode::terminal) return replace_line(stream_, text);
  write_line(stream_, text);
}

/// Columns that a line may have: as many as it likes where nobody looks at a window.
std::size_t Progress::room() const {
  return mode_ == ProgressMode::terminal ? terminal_columns(stream_) - 1
                                         : std::numeric_limits<std::size_t>::max();
}

}  // namespace zeroth::host
