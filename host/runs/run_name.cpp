#include "host/runs/run_name.h"

#include <fmt/format.h>
#include <zeroth/nearest.h>

#include <algorithm>
#include <regex>
#include <set>
#include <system_error>
#include <utility>

#include "host/base/begins_with.h"
#include "host/base/problem.h"
#include "host/record/model_card.h"
#include "host/runs/study_slot.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostNamed = 10;

template <class Fits>
std::vector<std::string> those_that(const std::vector<std::string>& names, Fits&& fits) {
  std::vector<std::string> found;
  std::copy_if(names.begin(), names.end(), std::back_inserter(found), fits);
  return found;
}

/// Those whose name begins with it; where none does, those that have it somewhere.
std::vector<std::string> runs_like(const std::string& word, const std::vector<std::string>& names) {
  if (std::find(names.begin(), names.end(), word) != names.end()) return {word};
  const auto beginning =
      those_that(names, [&](const std::string& name) { return begins_with(name, word); });
  if (!beginning.empty()) return beginning;
  return those_that(names,
                    [&](const std::string& name) { return name.find(word) != std::string::npos; });
}

/// "0123abcd" of "2026-01-31-name-0123abcd" and of "2026-01-31-name-0123abcd-2".
std::string hash_in(const std::string& name) {
  static const std::regex kHash(R"(.*-([0-9a-f]{8})(?:-\d+)?)");
  std::smatch found;
  return std::regex_match(name, found, kHash) ? found[1].str() : "";
}

/// How to name one of them. Runs of one pipeline, as `zeroth rerun` makes them, have one hash.
std::string way_to_tell_apart(const std::vector<std::string>& found) {
  std::set<std::string> hashes;
  for (const std::string& name : found) hashes.insert(hash_in(name));
  if (hashes.size() == found.size()) {
    return "write more of the name: its end, the hash, tells them apart";
  }
  return "write the whole name: the same pipeline was run more than once, and only the number "
         "behind its hash tells those runs apart";
}

[[noreturn]] void fail_ambiguous(const std::string& word, const fs::path& folder,
                                 std::vector<std::string> found) {
  const std::string what = fmt::format("{} runs fit \"{}\"", found.size(), word);
  const std::string fix = way_to_tell_apart(found);
  if (found.size() > kMostNamed) {
    const std::string more = fmt::format("and {} more", found.size() - kMostNamed);
    found.resize(kMostNamed);
    found.push_back(more);
  }
  throw Failure(Exit::usage, {what, folder.string(), found, fix});
}

/// The name that was meant, by its words too: nobody types a date and a hash by heart.
std::string nearest_run(const std::string& word, const std::vector<std::string>& names) {
  const std::string whole = nearest(word, names);
  if (!whole.empty()) return whole;
  // "2026-01-31-cub-0123abcd": the name of the pipeline stands between.
  constexpr std::size_t kDate = 11, kHash = 9;
  std::vector<std::string> middles;
  for (const std::string& name : names) {
    if (name.size() > kDate + kHash) {
      middles.push_back(name.substr(kDate, name.size() - kDate - kHash));
    }
  }
  const std::string middle = nearest(word, middles);
  if (middle.empty()) return "";
  const auto found = those_that(
      names, [&](const std::string& name) { return name.find(middle) != std::string::npos; });
  return found.back();  // names begin with their day: the newest
}

/// Of a slot of a study the run that it stands for.
fs::path run_at(const fs::path& path) {
  if (looks_like_run(path) || !is_slot(path)) return path;
  const RunSummary run = read_slot(path);
  return run.path.empty() ? path : run.path;
}

/// Where a path that is not there looks for its run: in the folder that it names, here or among the
/// runs, where it may be that of a study.
fs::path folder_meant_by(const fs::path& path, const fs::path& runs) {
  std::error_code error;
  if (!path.has_parent_path()) return runs;
  const bool is_study = path.is_relative() && !fs::is_directory(path.parent_path(), error) &&
                        fs::is_directory(runs / path.parent_path(), error);
  return is_study ? runs / path.parent_path() : path.parent_path();
}

}  // namespace

std::vector<std::string> names_of_runs(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    std::error_code unreadable;
    if (name.front() == '.' || !at->is_directory(unreadable)) continue;
    if (looks_like_run(at->path()) || holds_model(at->path()) || is_slot(at->path())) {
      names.push_back(name);
    } else {
      for (NamedSlot& slot : slots_of_study(at->path())) names.push_back(std::move(slot.name));
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

fs::path run_named(const std::string& name, const fs::path& folder) {
  std::error_code error;
  if (name.empty() || fs::exists(name, error)) return run_at(name);
  const fs::path path = name;
  const fs::path among = folder_meant_by(path, folder);
  const std::string word = path.filename().string();
  if (word.empty()) return name;
  const std::vector<std::string> names = names_of_runs(among);
  const std::vector<std::string> found = runs_like(word, names);
  if (found.size() == 1) return run_at(among / found.front());
  if (found.size() > 1) fail_ambiguous(word, among, found);
  const std::string close = nearest_run(word, names);
  if (close.empty()) return name;
  throw Failure(Exit::no_input, {fmt::format("no run \"{}\"{}", word, did_you_mean(close)),
                                 among.string(),
                                 {"neither a directory nor the name of a run begins with it"},
                                 "`zeroth runs` lists the runs"});
}

}  // namespace zeroth::host
