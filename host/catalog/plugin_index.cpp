#include "host/catalog/plugin_index.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "host/base/problem.h"
#include "host/catalog/elf_section.h"
#include "host/catalog/trust.h"
#include "host/text/json_text.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestDescription = 1u << 20;

/// What can be read of a directory; nothing of one that cannot.
std::vector<fs::directory_entry> entries_of(const fs::path& directory) {
  std::vector<fs::directory_entry> entries;
  std::error_code error;
  for (fs::directory_iterator at(directory, error), end; at != end; at.increment(error)) {
    entries.push_back(*at);
  }
  return entries;
}

bool is_library(const fs::directory_entry& entry) {
  std::error_code error;
  return entry.path().extension() == ".so" && entry.is_regular_file(error);
}

/// The libraries of a directory and of the directories in it.
std::vector<fs::path> libraries_in(const fs::path& directory) {
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : entries_of(directory)) {
    if (is_library(entry)) files.push_back(entry.path());
    std::error_code error;
    if (!entry.is_directory(error)) continue;
    for (const fs::directory_entry& inner : entries_of(entry.path())) {
      if (is_library(inner)) files.push_back(inner.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

Candidate examine(const fs::path& file) {
  ManifestReading reading = read_manifest(file);
  Candidate candidate{file, PluginState::usable, std::move(reading.manifest),
                      std::move(reading.reasons)};
  if (!reading.is_plugin) {
    candidate.state = PluginState::unrelated;
    candidate.reasons = {"it has no plugin manifest"};
  } else if (!candidate.reasons.empty()) {
    candidate.state = PluginState::refused;
  }
  return candidate;
}

/// For what is wrong with its folder. Of what is wrong on the way the file knows already.
void refuse(Candidate& candidate, const std::vector<std::string>& reasons) {
  if (candidate.state == PluginState::unrelated) return;
  auto& known = candidate.reasons;
  for (const std::string& one : reasons) {
    if (std::find(known.begin(), known.end(), one) == known.end()) known.push_back(one);
  }
  if (!known.empty()) candidate.state = PluginState::refused;
}

/// Two usable plugins of one id in one directory: which was meant nobody can say, so neither is.
void refuse_doubles(std::vector<Candidate>& directory) {
  std::map<std::string, std::vector<Candidate*>> by_id;
  for (Candidate& one : directory) {
    if (one.state == PluginState::usable) by_id[one.id()].push_back(&one);
  }
  for (const auto& [id, same] : by_id) {
    if (same.size() < 2) continue;
    for (Candidate* one : same) {
      const Candidate* other = one == same.front() ? same.back() : same.front();
      one->state = PluginState::refused;
      one->reasons.push_back("the same directory has the id twice: " + other->file.string());
    }
  }
}

}  // namespace

const char* state_name(PluginState state) {
  switch (state) {
    case PluginState::usable:
      return "usable";
    case PluginState::refused:
      return "refused";
    case PluginState::shadowed:
      return "shadowed";
    default:
      return "unrelated";
  }
}

PluginIndex::PluginIndex(SearchPath path) : path_(std::move(path)) {
  for (const fs::path& file : path_.files) {
    std::error_code error;
    if (!fs::is_regular_file(file, error)) {
      throw Failure(Exit::no_input,
                    {"there is no such plugin file", file.string(), {}, "check the path"});
    }
    add(examine(file));
  }
  for (const fs::path& directory : path_.directories) {
    std::vector<Candidate> found;
    const std::vector<std::string> distrust = distrust_folder(directory);
    for (const fs::path& file : libraries_in(directory)) {
      found.push_back(examine(file));
      refuse(found.back(), distrust);
      if (file.parent_path() != directory) {
        refuse(found.back(), distrust_folder(file.parent_path()));
      }
    }
    refuse_doubles(found);
    for (Candidate& one : found) add(std::move(one));
  }
}

void PluginIndex::add(Candidate candidate) {
  if (candidate.state == PluginState::usable) {
    if (const Candidate* earlier = find(candidate.id())) {
      candidate.state = PluginState::shadowed;
      candidate.reasons.push_back("found earlier: " + earlier->file.string());
    }
  }
  candidates_.push_back(std::move(candidate));
}

const Candidate* PluginIndex::find(const std::string& id) const {
  for (const Candidate& one : candidates_) {
    if (one.state == PluginState::usable && one.id() == id) return &one;
  }
  return nullptr;
}

std::vector<std::string> PluginIndex::usable_ids() const {
  std::vector<std::string> ids;
  for (const Candidate& one : candidates_) {
    if (one.state == PluginState::usable) ids.push_back(one.id());
  }
  return ids;
}

const Description& PluginIndex::description(const Candidate& candidate) const {
  const auto known = descriptions_.find(candidate.file.string());
  if (known != descriptions_.end()) return known->second;
  const auto section = read_elf_section(candidate.file, "zeroth.description", kLargestDescription);
  std::string text = section ? section->bytes : "";
  while (!text.empty() && text.back() == '\0') text.pop_back();
  try {
    if (!parse_json_record(text)) throw Error("it is not JSON, or too large");
    return descriptions_[candidate.file.string()] = parse_description(text);
  } catch (const Error&) {
    throw Failure(Exit::unavailable,
                  {fmt::format("plugin {} does not describe itself", candidate.id()),
                   candidate.file.string(),
                   {"its section zeroth.description is missing or damaged"},
                   "build it with zeroth_add_plugin()"});
  }
}

std::vector<std::string> PluginIndex::explain(const std::string& id) const {
  std::vector<std::string> lines;
  for (const Candidate& one : candidates_) {
    if (one.state != PluginState::refused || one.id() != id) continue;
    lines.push_back(
        fmt::format("{} was refused: {}", one.file.string(), fmt::join(one.reasons, "; ")));
  }
  for (std::string& line : searched()) lines.push_back(std::move(line));
  return lines;
}

std::vector<std::string> PluginIndex::searched() const {
  std::vector<std::string> lines = path_.ignored;
  for (const fs::path& directory : path_.directories) {
    const fs::path bare = (directory / "x").parent_path();  // without a slash at its end
    const auto is_inside = [&](const Candidate& one) {
      const fs::path folder = one.file.parent_path();
      return one.state == PluginState::usable && (folder == bare || folder.parent_path() == bare);
    };
    const auto count = std::count_if(candidates_.begin(), candidates_.end(), is_inside);
    std::error_code error;
    lines.push_back(fs::is_directory(directory, error)
                        ? fmt::format("looked in {} ({} plugin{})", directory.string(), count,
                                      count == 1 ? "" : "s")
                        : fmt::format("looked in {} (does not exist)", directory.string()));
  }
  return lines;
}

std::vector<std::string> PluginIndex::replaced(const std::vector<std::string>& ids) const {
  std::vector<std::string> lines;
  for (const Candidate& one : candidates_) {
    if (one.state != PluginState::shadowed) continue;
    if (std::find(ids.begin(), ids.end(), one.id()) == ids.end()) continue;
    lines.push_back(fmt::format("{} of {} replaces that of {}", one.id(),
                                find(one.id())->file.string(), one.file.string()));
  }
  return lines;
}

InstalledPlugins PluginIndex::installed() const {
  return {[this](const std::string& id) {
            const Candidate* candidate = find(id);
            return candidate ? &description(*candidate) : nullptr;
          },
          [this](const std::string& id) { return explain(id); }, usable_ids()};
}

}  // namespace zeroth::host
