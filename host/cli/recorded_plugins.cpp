#include "host/cli/recorded_plugins.h"

#include <vector>

#include "host/base/begins_with.h"
#include "host/base/problem.h"
#include "host/cli/plugin_options.h"
#include "host/record/run_identity.h"

namespace zeroth::host {
namespace {

std::vector<std::string> ids_of_run(const std::string& directory) {
  std::vector<std::string> ids;
  try {
    const RunIdentity identity = RunIdentity::read(directory);
    for (const auto& [id, one] : identity.plugins.items()) ids.push_back(id);
  } catch (const Failure&) {
  }
  return ids;
}

}  // namespace

RecordedPlugins recorded_plugins(const std::string& directory, const std::string& data,
                                 const PluginIndex& index) {
  std::vector<std::string> ids = ids_of_run(directory);
  for (const std::string& id : index.usable_ids()) {
    if (!data.empty() && begins_with(id, "data.")) ids.push_back(id);
  }
  if (ids.empty()) return {};  // of no id, the functions below would take all
  return {plugin_files(index, ids), plugin_versions(index, ids)};
}

}  // namespace zeroth::host
