#include "host/log/tensorboard_log.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "host/base/begins_with.h"
#include "host/log/tensorboard_events.h"
#include "host/record/this_machine.h"
#include "host/runs/clock.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

// TensorBoard reads files by this word in their names, one after the other in the order of names.
constexpr const char* kPrefix = "events.out.tfevents.";
// Other programs may leave event files, too: those are not ours to remove.
constexpr const char* kSuffix = ".zeroth";

bool is_ours(const std::string& name) {
  const std::string prefix = kPrefix, suffix = kSuffix;
  return name.size() > prefix.size() + suffix.size() && begins_with(name, prefix) &&
         name.compare(name.size() - suffix.size(), suffix.size(), suffix) == 0;
}

std::vector<fs::path> files_in(const fs::path& directory) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator at(directory, error), end; !error && at != end; at.increment(error)) {
    if (is_ours(at->path().filename().string())) files.push_back(at->path());
  }
  return files;
}

/// Behind every other in the order of names.
std::string new_name(const std::vector<fs::path>& others) {
  std::string host = this_machine().value("host", "host");
  std::replace(host.begin(), host.end(), '/', '-');
  std::string name;
  auto second = static_cast<long long>(clock_seconds());
  do {
    name = fmt::format("{}{:010}.{}.{}{}", kPrefix, second++, host, getpid(), kSuffix);
  } while (std::any_of(others.begin(), others.end(),
                       [&](const fs::path& other) { return name <= other.filename().string(); }));
  return name;
}

std::string events_of(const std::vector<Json>& lines) {
  const double now = clock_seconds();
  std::string events;
  for (const Json& line : lines) events += scalar_event(line_metrics(line, now));
  return events;
}

}  // namespace

TensorboardLog::TensorboardLog(LoggedRun run) : run_(std::move(run)) {}

void TensorboardLog::begin(const std::vector<Json>& lines) {
  const std::vector<fs::path> others = files_in(run_.directory);
  file_.emplace(run_.directory / new_name(others),
                first_events(run_, clock_seconds()) + events_of(lines));
  if (!lines.empty()) last_step_ = step_of(lines.back());
  std::error_code error;
  for (const fs::path& one : others) fs::remove(one, error);
}

void TensorboardLog::append(const std::vector<Json>& lines) {
  file_->append(events_of(lines));
  if (!lines.empty()) last_step_ = step_of(lines.back());
}

void TensorboardLog::end(LoggedEnd how, const Json& figures) {
  const double now = run_.ended > 0 ? run_.ended : clock_seconds();
  file_->append(scalar_event({now, last_step_, result_metrics(figures)}) + end_event(how, now));
}

}  // namespace zeroth::host
