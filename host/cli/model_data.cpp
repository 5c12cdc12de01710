#include "host/cli/model_data.h"

#include <vector>

#include "host/cli/model_plugins.h"
#include "host/cli/plugin_options.h"
#include "host/pipeline/used_plugins.h"

namespace zeroth::host {

Json plugins_for(const std::string& model, const Json& pipeline, const std::string& files,
                 const PluginIndex& index) {
  Json libraries = plugins_of_model(model, index);
  std::vector<std::string> ids = used_plugins(pipeline);
  for (const std::string& id : index.usable_ids()) {
    if (!files.empty() && id.rfind("data.", 0) == 0) ids.push_back(id);
  }
  for (const std::string& id : ids) {
    if (!libraries.contains(id)) merge_into(libraries, plugin_files(index, {id}));
  }
  return libraries;
}

}  // namespace zeroth::host
