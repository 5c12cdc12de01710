#pragma once

#include <string>

#include "host/base/json.h"
#include "host/catalog/plugin_index.h"

namespace zeroth::host {

/// Plugins that a run was made with, as far as they are installed here.
struct RecordedPlugins {
  Json files = Json::object(), versions = Json::object();  ///< by id
};

/// Of the run in that directory; none where its env.json cannot be read, which whoever reads the
/// run says. Where the user names `data`, every data reader is among them.
RecordedPlugins recorded_plugins(const std::string& directory, const std::string& data,
                                 const PluginIndex& index);

}  // namespace zeroth::host
