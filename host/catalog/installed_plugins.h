#pragma once

#include <zeroth/description.h>

#include <functional>
#include <string>
#include <vector>

namespace zeroth::host {

/// What is installed, as the checker sees it.
struct InstalledPlugins {
  /// The description of a usable plugin, or nullptr.
  std::function<const Description*(const std::string& id)> find;
  /// Why an id cannot be used: nearest names, refused files, searched directories.
  std::function<std::vector<std::string>(const std::string& id)> explain;
  std::vector<std::string> ids;
};

}  // namespace zeroth::host
