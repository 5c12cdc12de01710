#pragma once

#include <string>
#include <vector>

#include "host/catalog/installed_plugins.h"
#include "host/pipeline/pipeline.h"

namespace zeroth::host {

/// Checks a pipeline against the recipe and every plugin in it, and fills in all defaults.
/// @return warnings.
/// @throws Failure(bad_configuration) with everything that is wrong; Failure(unavailable) when the
/// only thing wrong is that plugins are missing.
std::vector<std::string> check_pipeline(Pipeline& pipeline, const InstalledPlugins& installed);

}  // namespace zeroth::host
