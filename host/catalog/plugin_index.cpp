#include "host/catalog/plugin_index.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <utility>

#include "host/base/problem.h"
#include "host/catalog/elf_section.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestDescription = 1u << 20;

std::vector<fs::path> libraries_in(const fs::path& directory) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    if (entry.is_regular_file(error) && entry.path().extension() == ".so")
      files.push_back(entry.path());
    if (!entry.is_directory(error)) continue;
    for (const auto& inner : fs::directory_iterator(entry.path(), error)) {
      if (inner.is_regular_file(error) && inner.path().extension() == ".so")
        files.push_back(inner.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

void append_environment(std::vector<fs::path>& directories) {
  const char* value = std::getenv("ZEROTH_PLUGIN_PATH");
  std::istringstream stream(value ? value : "");
  for (std::string one; std::getline(stream, one, ':');) {
    if (!one.empty()) directories.emplace_back(one);
  }
}

fs::path user_directory() {
  if (const char* data = std::getenv("XDG_DATA_HOME"); data && *data) {
    return fs::path(data) / "zeroth" / "plugins";
  }
  if (const char* home = std::getenv("HOME"); home && *home) {
    return fs::path(home) / ".local" / "share" / "zeroth" / "plugins";
  }
  return {};
}

}  // namespace

SearchPath make_search_path(std::vector<fs::path> files, std::vector<fs::path> directories,
                            const fs::path& executable_directory, bool bare) {
  SearchPath path{std::move(files), std::move(directories)};
  append_environment(path.directories);
  if (bare) return path;
  if (const fs::path user = user_directory(); !user.empty()) path.directories.push_back(user);
  path.directories.push_back(
      (executable_directory / ".." / "lib" / "zeroth" / "plugins").lexically_normal());
  return path;
}

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
    if (!fs::is_regular_file(file)) {
      throw Failure(Exit::no_input,
                    {"there is no such plugin file", file.string(), {}, "check --plugin"});
    }
    add(file, candidates_.size());
  }
  for (const fs::path& directory : path_.directories) scan(directory);
}

void PluginIndex::scan(const fs::path& directory) {
  const std::size_t begin = candidates_.size();
  for (const fs::path& file : libraries_in(directory)) add(file, begin);
}

void PluginIndex::add(const fs::path& file, std::size_t directory_begin) {
  ManifestReading reading = read_manifest(file);
  Candidate candidate{file, PluginState::usable, std::move(reading.manifest),
                      std::move(reading.reasons)};
  if (!reading.is_plugin) {
    candidate.state = PluginState::unrelated;
    candidate.reasons = {"it has no plugin manifest"};
  } else if (!candidate.reasons.empty()) {
    candidate.state = PluginState::refused;
  } else {
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      Candidate& earlier = candidates_[i];
      if (earlier.id() != candidate.id() || earlier.state == PluginState::unrelated) continue;
      const bool same_directory = i >= directory_begin;
      if (same_directory && earlier.state != PluginState::shadowed) {
        // Which of the two was meant nobody can say, so neither is used.
        earlier.state = candidate.state = PluginState::refused;
        earlier.reasons.push_back("the same directory has the id twice: " + file.string());
        candidate.reasons.push_back("the same directory has the id twice: " +
                                    earlier.file.string());
      } else if (earlier.state == PluginState::usable) {
        candidate.state = PluginState::shadowed;
        candidate.reasons.push_back("found earlier: " + earlier.file.string());
      }
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
  const auto text = read_elf_section(candidate.file, "zeroth.description", kLargestDescription);
  try {
    const Json json = Json::parse(text.value_or(""));
    return descriptions_[candidate.file.string()] = parse_description(json);
  } catch (const Json::exception& error) {
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
  for (const fs::path& directory : path_.directories) {
    std::error_code error;
    const auto inside = [&](const Candidate& one) {
      return one.state == PluginState::usable &&
             one.file.string().compare(0, directory.string().size(), directory.string()) == 0;
    };
    lines.push_back(fs::is_directory(directory, error)
                        ? fmt::format("looked in {} ({} plugins)", directory.string(),
                                      std::count_if(candidates_.begin(), candidates_.end(), inside))
                        : fmt::format("looked in {} (does not exist)", directory.string()));
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
