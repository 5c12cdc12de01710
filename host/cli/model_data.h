#pragma once

#include <string>

#include "host/base/json.h"
#include "host/catalog/plugin_index.h"

namespace zeroth::host {

/// Libraries of what a model at work on data needs: the plugins that it was made with, those of its
/// pipeline as the user has it, its data reader, and every reader where the user names files.
Json plugins_for(const std::string& model, const Json& pipeline, const std::string& files,
                 const PluginIndex& index);

}  // namespace zeroth::host
