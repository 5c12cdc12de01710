#pragma once

#include <string>

#include "host/base/json.h"
#include "host/catalog/installed_plugins.h"
#include "host/pipeline/host_schema.h"

namespace zeroth::host {

/// A data reader as if it were a plugin.
Description description_of(const DataReader& reader);

/// JSON Schema (draft 2020-12) of what the block "params" of a plugin or data reader may hold.
/// @throws Failure(unavailable) when it is not installed.
Json params_schema(const std::string& id, const InstalledPlugins& installed);

}  // namespace zeroth::host
