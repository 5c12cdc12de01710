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

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

/// A directory that may be a run, as it was found.
struct Found {
  fs::path path;
  std::string name;
  RunStamp stamp;
  IndexedRun* indexed = nullptr;  ///< null: it is to be read
  RunSummary read;
  bool is_run = true;
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
    if (name.front() == '.' || !at->is_directory(unreadable)) continue;
    found.push_back({at->path(), name, {}, nullptr, {}, true});
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

void look_at(Found& one, IndexedRuns& known) {
  one.stamp = stamp_of_run(one.path);
  const auto indexed = known.find(one.name);
  if (indexed != known.end() && indexed->second.stamp == one.stamp.hash) {
    one.indexed = &indexed->second;
    one.indexed->summary.path = one.path;
    return refresh(one.indexed->summary);
  }
  one.is_run = looks_like_run(one.path);
  if (!one.is_run) return;
  one.read = read_run(one.path);
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
  std::vector<Found> found = directories_in(folder);
  RunList list;
  const fs::path index = index_file(folder);
  IndexedRuns known = read_index(index, list.settings);
  constexpr std::size_t kMany = 500;
  Progress* const shown = found.size() < kMany ? nullptr : progress;
  if (shown) shown->begin("reading runs", static_cast<std::int64_t>(found.size()));
  for_each_index(found.size(), shown, [&](std::size_t i) { look_at(found[i], known); });
  update_index(index, news_of(found, list.settings), gone_from(known, found), list.settings);
  for (Found& one : found) {
    if (one.is_run) list.runs.push_back(listed(one, list.settings));
  }
  std::sort(list.runs.begin(), list.runs.end(), comes_before);
  return list;
}

}  // namespace zeroth::host
