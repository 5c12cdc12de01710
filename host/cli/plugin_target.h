#pragma once

#include <string>

#include "host/cli/plugin_options.h"

namespace zeroth::host {

/// Whether an argument names a file: ids have no slash and do not end as libraries do.
bool names_file(const std::string& target);

/// The plugins among which `target`, an id or a file, is looked for.
PluginIndex index_for(const std::string& target, const PluginOptions& options);

/// The plugin that `target` names.
/// @throws Failure(unavailable) that says why there is none or why it cannot be used.
const Candidate& choose_plugin(const std::string& target, const PluginIndex& index);

}  // namespace zeroth::host
