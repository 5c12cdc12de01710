#include "host/cli/study_display.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "host/base/columns.h"
#include "host/base/messages.h"
#include "host/base/printable.h"
#include "host/base/stopwatch.h"
#include "host/base/terminal.h"
#include "host/cli/study_best.h"
#include "host/cli/study_forecast.h"
#include "host/runs/study_slot.h"
#include "host/runs/units.h"

namespace zeroth::host {
namespace {

using RunPhase = PooledRun::Phase;

std::size_t count_of(const std::vector<PooledRun>& runs, RunPhase phase) {
  return static_cast<std::size_t>(std::count_if(
      runs.begin(), runs.end(), [&](const PooledRun& one) { return one.phase == phase; }));
}

std::size_t terminal_rows() {
  constexpr std::size_t kUsualRows = 24;
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 ? size.ws_row : kUsualRows;
}

std::string bar(std::size_t done, std::size_t all) {
  constexpr std::size_t kWidth = 20;
  const std::size_t full = all > 0 ? kWidth * done / all : 0;
  return "[" + std::string(full, '#') + std::string(kWidth - full, '.') + "]";
}

std::string time_left(double seconds) {
  return seconds > 0 ? "  " + span_text(seconds) + " left" : "";
}

}  // namespace

void StudyDisplay::show(const std::vector<PooledRun>& runs, bool is_stopped) {
  tell_changes(runs, is_stopped);
  if (mode_ == ProgressMode::terminal) draw(runs);
}

void StudyDisplay::tell_changes(const std::vector<PooledRun>& runs, bool is_stopped) {
  const bool first = told_.empty();
  told_.resize(runs.size(), RunPhase::waiting);
  const std::string left = time_left(study_seconds_left(runs, jobs_));
  const std::size_t done = count_of(runs, RunPhase::finished);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const PooledRun& one = runs[i];
    if (one.phase == told_[i]) continue;
    const bool was_there = first && one.phase == RunPhase::finished;
    told_[i] = one.phase;
    const std::string label = study_.label(one.run);
    if (one.phase == RunPhase::finished && !was_there && mode_ == ProgressMode::plain) {
      tell(fmt::format("study: {}/{} done  {}  {}  {}{}", done, runs.size(), label, one.figure,
                       span_text(one.seconds), left));
    } else if (one.phase == RunPhase::failed) {
      // No progress, and said whatever was asked for.
      erase();
      say(fmt::format("study: {} FAILED, exit code {}: {}; see {}", label, one.exit_code, one.words,
                      log_of_slot(one.run.slot).string()));
    } else if (one.phase == RunPhase::later && !is_stopped && one.problems.empty()) {
      tell(fmt::format("study: {} stopped, goes on another time: {}", label, one.words));
    } else if (one.phase == RunPhase::elsewhere) {
      tell(fmt::format("study: {} is at work elsewhere: {}", label, one.words));
    }
  }
}

void StudyDisplay::tell(const std::string& line) {
  if (mode_ == ProgressMode::none) return;
  erase();
  say(line);
}

std::string StudyDisplay::headline(const std::vector<PooledRun>& runs) const {
  const std::size_t done = count_of(runs, RunPhase::finished);
  return fmt::format("{} {}/{}  {} running  {} failed{}", bar(done, runs.size()), done, runs.size(),
                     count_of(runs, RunPhase::working), count_of(runs, RunPhase::failed),
                     time_left(study_seconds_left(runs, jobs_)));
}

/// "  cub  seed 2  3 m  adversarial 12/30  5 m left": a run at work.
std::string StudyDisplay::line_of(const PooledRun& one) const {
  const std::string took = span_text(monotonic_seconds() - one.begun);
  std::string line = fmt::format("  {}  {}", study_.label(one.run), took);
  const std::vector<std::filesystem::path> runs = runs_of_slot(one.run.slot);
  if (!runs.empty()) {
    const std::string far = read_progress(runs.back() / "metrics.jsonl", nullptr).text();
    line += far.empty() ? "" : "  " + far;
  }
  return line + time_left(told_seconds_left(one).value_or(0));
}

void StudyDisplay::draw(const std::vector<PooledRun>& runs) {
  std::vector<std::string> lines = {headline(runs)};
  for (const std::string& best : best_so_far(study_, runs)) lines.push_back("  " + best);
  for (const PooledRun& one : runs) {
    if (one.phase == RunPhase::working) lines.push_back(line_of(one));
  }
  // A line that scrolled out of the window could not be taken away again.
  lines.resize(std::min(lines.size(), std::max<std::size_t>(terminal_rows(), 2) - 1));
  erase();
  std::string text;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string row = cut_to_columns(printable_line(lines[i]), terminal_columns(stderr) - 1);
    text += (i > 0 ? "\n" : "") + (i > 0 ? row : painted(stderr, Paint::progress, row));
  }
  std::fputs((text + "\r").c_str(), stderr);
  std::fflush(stderr);
  drawn_ = lines.size();
}

/// Back to the first line, and away with all of them.
void StudyDisplay::erase() {
  if (drawn_ == 0) return;
  const std::string up = drawn_ > 1 ? fmt::format("\x1b[{}A", drawn_ - 1) : "";
  std::fputs((up + "\r\x1b[J").c_str(), stderr);
  std::fflush(stderr);
  drawn_ = 0;
}

}  // namespace zeroth::host
