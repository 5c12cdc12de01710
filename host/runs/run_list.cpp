#include "host/runs/run_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <system_error>
#include <thread>
#include <utility>

#include "host/base/problem.h"
#include "host/runs/run_index.h"
#include "host/runs/run_stamp.h"
#include "host/runs/study_slot.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

/// A directory that may be a run, or the slot of one, as it was found.
struct Found {
  fs::path path;
  std::string name;
  bool is_slot = false;
  RunStamp stamp;
  IndexedRun* indexed = nullptr;  ///< null: it is to be read
  RunSummary read;
  bool is_run = true;
  std::string unreadable;  ///< why nobody can say what it is
};

std::vector<Found> directories_in(const fs::path& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    throw Failure(Exit::no_input, {"there is no folder of runs",
                                   folder.string(),
                                   {error ? error.message() : "it is no directory"},
                                   "`zeroth run` makes one; --run-dir names another"});
  }
  std::vector<Found> found;
  fs::directory_iterator at(folder, error), end;
  for (; !error && at != end; at.increment(error)) {
    std::error_code unreadable;
    const std::string name = at->path().filename().string();
    if (name.front() == '.') continue;
    const bool is_directory = at->is_directory(unreadable);
    const bool is_gone = unreadable == std::errc::no_such_file_or_directory;
    if (!is_directory && (!unreadable || is_gone)) continue;
    Found one;
    one.path = at->path();
    one.name = name;
    if (unreadable) one.unreadable = unreadable.message();
    found.push_back(std::move(one));
  }
  if (error) {
    throw Failure(Exit::io,
                  {"cannot read the folder of runs", folder.string(), {error.message()}, ""});
  }
  return found;
}

/// Calls function(i) for all i below `count` from a few threads: reading waits for the disk.
template <class Function>
void for_each_index(std::size_t count, Progress* progress, Function&& function) {
  constexpr std::size_t kMostThreads = 8, kRunsPerThread = 64;
  std::atomic<std::size_t> next = 0;
  const auto work = [&](Progress* shown) {
    for (std::size_t i = next++; i < count; i = next++) {
      if (shown) shown->update(static_cast<std::int64_t>(i));
      function(i);
    }
  };
  std::vector<std::thread> helpers;
  for (std::size_t i = 1; i < std::min(kMostThreads, count / kRunsPerThread); ++i) {
    helpers.emplace_back(work, nullptr);
  }
  work(progress);
  for (std::thread& helper : helpers) helper.join();
}

/// Why it cannot be told whether a directory is a run; empty: it can.
std::string why_unreadable(const fs::path& directory) {
  std::error_code error;
  const fs::directory_iterator contents(directory, error);
  if (!error) static_cast<void>(fs::status(directory / "status.json", error));
  const bool is_clear = !error || error == std::errc::no_such_file_or_directory;
  return is_clear ? "" : error.message();
}

/// A link leads to runs that are another folder's.
void add_slots_of(const fs::path& study, std::vector<Found>& all) {
  std::error_code error;
  if (fs::is_symlink(study, error)) return;
  for (const NamedSlot& slot : slots_of_study(study)) {
    Found one;
    one.path = slot.path;
    one.name = slot.name;
    one.is_slot = true;
    all.push_back(std::move(one));
  }
}

/// These, and the slots of the studies among them.
std::vector<Found> with_slots(std::vector<Found> found, const IndexedRuns& known) {
  std::vector<Found> all;
  for (Found& one : found) {
    const auto indexed = known.find(one.name);
    const bool is_known = indexed != known.end();
    const bool is_a_run = is_known || looks_like_run(one.path);
    one.is_slot = is_known ? !indexed->second.summary.in_slot.empty() : is_slot(one.path);
    if (!is_a_run && !one.is_slot && one.unreadable.empty()) {
      one.unreadable = why_unreadable(one.path);
      add_slots_of(one.path, all);
    }
    all.push_back(std::move(one));
  }
  return all;
}

void look_at(Found& one, IndexedRuns& known) {
  one.is_run = one.unreadable.empty();
  if (!one.is_run) return;
  one.stamp = one.is_slot ? stamp_of_slot(one.path) : stamp_of_run(one.path);
  const auto indexed = known.find(one.name);
  if (indexed != known.end() && indexed->second.stamp == one.stamp.hash) {
    one.indexed = &indexed->second;
    RunSummary& run = one.indexed->summary;
    run.path = one.path / run.in_slot;
    if (run.in_slot.empty()) run.path = one.path;
    return refresh(run);
  }
  one.is_run = one.is_slot || looks_like_run(one.path);
  if (!one.is_run) return;
  one.read = one.is_slot ? read_slot(one.path) : read_run(one.path);
  if (one.is_slot) one.read.name = one.name;
  one.is_run = !one.read.path.empty();
  if (!one.is_run) return;
  std::error_code error;
  one.is_run = fs::exists(one.path, error);  // or it was removed meanwhile
}

/// What the index does not know, or knows otherwise.
IndexedRuns news_of(const std::vector<Found>& found, SettingTable& settings) {
  IndexedRuns news;
  for (const Found& one : found) {
    if (one.indexed || !one.is_run || !one.stamp.is_settled) continue;
    news.emplace(one.name,
                 IndexedRun{one.stamp.hash, one.read, settings.ids_of(one.read.pipeline)});
  }
  return news;
}

std::vector<std::string> gone_from(const IndexedRuns& known, const std::vector<Found>& found) {
  std::vector<std::string> names, gone;
  for (const Found& one : found) {
    if (one.is_run) names.push_back(one.name);
  }
  std::sort(names.begin(), names.end());
  for (const auto& [name, run] : known) {
    if (!std::binary_search(names.begin(), names.end(), name)) gone.push_back(name);
  }
  return gone;
}

ListedRun listed(Found& one, SettingTable& settings) {
  if (one.indexed) {
    return {std::move(one.indexed->summary), std::move(one.indexed->settings)};
  }
  ListedRun run{std::move(one.read), {}};
  run.settings = settings.ids_of(run.run.pipeline);
  run.run.pipeline = run.run.status = run.run.result = nullptr;
  run.run.plugins.clear();
  return run;
}

/// The latest first; what does not say when it began comes last.
bool comes_before(const ListedRun& a, const ListedRun& b) {
  if (a.run.start != b.run.start) return a.run.start > b.run.start;
  return a.run.name > b.run.name;
}

}  // namespace

const SettingTable::Setting* RunList::setting(const ListedRun& run, std::uint32_t place) const {
  for (const SettingId id : run.settings) {
    if (settings[id].place == place) return &settings[id];
  }
  return nullptr;
}

RunList read_runs(const fs::path& folder, Progress* progress) {
  RunList list;
  const fs::path index = index_file(folder);
  IndexedRuns known = read_index(index, list.settings);
  std::vector<Found> found = with_slots(directories_in(folder), known);
  constexpr std::size_t kMany = 500;
  Progress* const shown = found.size() < kMany ? nullptr : progress;
  if (shown) shown->begin("reading runs", static_cast<std::int64_t>(found.size()));
  for_each_index(found.size(), shown, [&](std::size_t i) { look_at(found[i], known); });
  update_index(index, news_of(found, list.settings), gone_from(known, found), list.settings);
  for (Found& one : found) {
    if (one.is_run) list.runs.push_back(listed(one, list.settings));
    if (!one.unreadable.empty()) list.unread.push_back({one.name, one.unreadable});
  }
  std::sort(list.unread.begin(), list.unread.end(),
            [](const UnreadDirectory& a, const UnreadDirectory& b) { return a.name < b.name; });
  std::sort(list.runs.begin(), list.runs.end(), comes_before);
  return list;
}

}  // namespace zeroth::host
