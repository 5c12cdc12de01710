#include "host/runs/run_name.h"

#include <fmt/format.h>
#include <zeroth/nearest.h>

#include <algorithm>
#include <system_error>

#include "host/base/problem.h"
#include "host/record/model_card.h"
#include "host/runs/run_summary.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostNamed = 10;

bool begins_with(const std::string& text, const std::string& beginning) {
  return text.compare(0, beginning.size(), beginning) == 0;
}

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

[[noreturn]] void fail_ambiguous(const std::string& word, const fs::path& folder,
                                 std::vector<std::string> found) {
  const std::string what = fmt::format("{} runs fit \"{}\"", found.size(), word);
  if (found.size() > kMostNamed) {
    const std::string more = fmt::format("and {} more", found.size() - kMostNamed);
    found.resize(kMostNamed);
    found.push_back(more);
  }
  throw Failure(Exit::usage, {what, folder.string(), found,
                              "write more of the name: its end, the hash, tells them apart"});
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

}  // namespace

std::vector<std::string> names_of_runs(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    std::error_code unreadable;
    if (name.front() == '.' || !at->is_directory(unreadable)) continue;
    if (looks_like_run(at->path()) || holds_model(at->path())) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

fs::path run_named(const std::string& name, const fs::path& folder) {
  std::error_code error;
  if (name.empty() || fs::exists(name, error)) return name;
  const fs::path path = name;
  const bool elsewhere = path.has_parent_path();
  const fs::path among = elsewhere ? path.parent_path() : folder;
  const std::string word = path.filename().string();
  if (word.empty()) return name;
  const std::vector<std::string> names = names_of_runs(among);
  const std::vector<std::string> found = runs_like(word, names);
  if (found.size() == 1) return among / found.front();
  if (found.size() > 1) fail_ambiguous(word, among, found);
  const std::string close = nearest_run(word, names);
  if (close.empty()) return name;
  throw Failure(Exit::no_input, {fmt::format("no run \"{}\"{}", word, did_you_mean(close)),
                                 among.string(),
                                 {"neither a directory nor the name of a run begins with it"},
                                 "`zeroth runs` lists the runs"});
}

}  // namespace zeroth::host
