#pragma once

#include <string>

#include "host/base/json.h"
#include "host/catalog/installed_plugins.h"

namespace zeroth::host {

/// JSON Schema (draft 2020-12) of what the block "params" of a plugin may hold.
/// @throws Failure(unavailable) when it is not installed.
Json params_schema(const std::string& id, const InstalledPlugins& installed);

}  // namespace zeroth::host
