#include "host/runs/study_slot.h"

#include <algorithm>
#include <system_error>
#include <tuple>
#include <utility>

#include "host/record/run_directory.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

/// A finished run before others, the latest before those.
bool comes_first(const RunSummary& a, const RunSummary& b) {
  const bool a_finished = a.state == RunState::finished, b_finished = b.state == RunState::finished;
  return std::tie(a_finished, a.start, a.name) > std::tie(b_finished, b.start, b.name);
}

}  // namespace

bool is_slot(const fs::path& directory) {
  std::error_code error;
  return fs::is_regular_file(directory / "run.json", error) &&
         fs::is_regular_file(directory / "pipeline.json", error);
}

std::vector<NamedSlot> slots_of_study(const fs::path& directory) {
  std::vector<NamedSlot> slots;
  const std::string study = directory.filename().string();
  std::error_code error;
  for (fs::directory_iterator at(directory, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    std::error_code unreadable;
    if (name.front() == '.' || !at->is_directory(unreadable) || !is_slot(at->path())) continue;
    slots.push_back({at->path(), study + "/" + name});
  }
  return slots;
}

std::vector<fs::path> runs_of_slot(const fs::path& slot) {
  std::vector<fs::path> runs;
  std::error_code error;
  for (fs::directory_iterator at(slot, error), end; !error && at != end; at.increment(error)) {
    std::error_code unreadable;
    if (at->path().filename().string().front() == '.' || !at->is_directory(unreadable)) continue;
    if (RunDirectory::is_one(at->path())) runs.push_back(at->path());
  }
  std::sort(runs.begin(), runs.end());
  return runs;
}

std::uintmax_t bytes_below(const fs::path& folder) {
  std::uintmax_t bytes = 0;
  std::error_code error;
  fs::recursive_directory_iterator at(folder, error), end;
  for (; !error && at != end; at.increment(error)) {
    std::error_code gone;
    if (!fs::is_regular_file(at->symlink_status(gone))) continue;
    const std::uintmax_t size = fs::file_size(at->path(), gone);
    if (!gone) bytes += size;
  }
  return bytes;
}

RunSummary read_slot(const fs::path& slot) {
  std::vector<RunSummary> runs;
  for (const fs::path& path : runs_of_slot(slot)) runs.push_back(read_run(path));
  const auto first = std::min_element(runs.begin(), runs.end(), comes_first);
  if (first == runs.end()) return {};
  RunSummary run = std::move(*first);
  run.in_slot = run.name;
  run.size = bytes_below(slot);
  return run;
}

}  // namespace zeroth::host
