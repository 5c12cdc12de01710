#include "host/catalog/search_path.h"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <sstream>
#include <string>
#include <utility>

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

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

void append_defaults(std::vector<fs::path>& directories, const fs::path& executable_directory) {
  if (const fs::path user = user_directory(); !user.empty()) directories.push_back(user);
  directories.push_back(
      (executable_directory / ".." / "lib" / "zeroth" / "plugins").lexically_normal());
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
  append_environment(path.directories);
  if (!bare) append_defaults(path.directories, executable_directory);
  remove_repeated(path.directories);
  return path;
}

}  // namespace zeroth::host
