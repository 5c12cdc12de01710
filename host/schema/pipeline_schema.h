#pragma once

#include <string>

#include "host/base/json.h"
#include "host/catalog/installed_plugins.h"

namespace zeroth::host {

/// JSON Schema of pipeline files, with every installed plugin; derived from the tables that
/// check_pipeline() reads, and accepts what it accepts but for what no schema can say: sizes of
/// bound tensors, which experts there are, values behind variables, and 2.0 where a whole number is
/// asked for.
///
/// A file may leave out what another one brings. Only one that has a name and neither extends
/// another file nor has presets must be complete.
/// @param recipe the only one to allow; empty for all.
/// @throws Failure(usage) for an unknown recipe.
Json pipeline_schema(const InstalledPlugins& installed, const std::string& recipe);

}  // namespace zeroth::host
