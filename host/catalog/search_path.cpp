#include "host/catalog/search_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <sstream>
#include <string>
#include <utility>

#include "host/base/environment.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

/// Whether a directory that a variable names counts.
bool is_absolute(SearchPath& path, const std::string& directory, const char* variable) {
  if (directory.empty()) return false;
  if (directory[0] == '/') return true;
  path.ignored.push_back(
      fmt::format("ignored {} of {}: it is relative to the current folder", directory, variable));
  return false;
}

void append_environment(SearchPath& path) {
  constexpr const char* kName = "ZEROTH_PLUGIN_PATH";
  std::istringstream stream(environment(kName));
  for (std::string one; std::getline(stream, one, ':');) {
    if (is_absolute(path, one, kName)) path.directories.emplace_back(one);
  }
}

/// As the XDG base directory specification has it: a relative value counts as none.
void append_user(SearchPath& path) {
  const std::string data = environment("XDG_DATA_HOME"), home = environment("HOME");
  if (is_absolute(path, data, "XDG_DATA_HOME")) {
    path.directories.push_back(fs::path(data) / "zeroth" / "plugins");
  } else if (is_absolute(path, home, "HOME")) {
    path.directories.push_back(fs::path(home) / ".local" / "share" / "zeroth" / "plugins");
  }
}

void remove_repeated(std::vector<fs::path>& directories) {
  std::set<fs::path> seen;
  const auto is_repeated = [&](const fs::path& one) {
    std::error_code error;
    const fs::path real = fs::weakly_canonical(one, error);
    return !seen.insert(error ? one : real).second;
  };
  directories.erase(std::remove_if(directories.begin(), directories.end(), is_repeated),
                    directories.end());
}

}  // namespace

SearchPath make_search_path(std::vector<fs::path> files, std::vector<fs::path> directories,
                            const fs::path& executable_directory, bool bare) {
  SearchPath path{std::move(files), std::move(directories)};
  append_environment(path);
  if (!bare) {
    append_user(path);
    path.directories.push_back(
        (executable_directory / ".." / "lib" / "zeroth" / "plugins").lexically_normal());
  }
  remove_repeated(path.directories);
  return path;
}

}  // namespace zeroth::host
