#pragma once

#include <functional>
#include <string>
#include <vector>

#include "host/catalog/description.h"
#include "host/catalog/pipeline.h"

namespace zeroth::host {

/// What is installed, as the checker sees it.
struct InstalledPlugins {
  /// The description of a usable plugin, or nullptr.
  std::function<const Description*(const std::string& id)> find;
  /// Why an id cannot be used: nearest names, refused files, searched directories.
  std::function<std::vector<std::string>(const std::string& id)> explain;
  std::vector<std::string> ids;
};

/// Checks a pipeline against the recipe and every plugin in it, and fills in all defaults.
/// @return warnings.
/// @throws Failure(bad_configuration) with everything that is wrong; Failure(unavailable) when the
/// only thing wrong is that plugins are missing.
std::vector<std::string> check_pipeline(Pipeline& pipeline, const InstalledPlugins& installed);

/// Ids of all plugins that a checked pipeline uses.
std::vector<std::string> used_plugins(const Json& document);

}  // namespace zeroth::host
