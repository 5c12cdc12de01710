#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/record/run_identity.h"

namespace zeroth::host {

/// A plugin that both runs use, in another version or build. (Plugins that one of them uses only
/// follow from its settings.)
struct PluginDifference {
  std::string id;
  std::string first, second;  ///< "1.0.0 (hash 0123abcd)"
};
std::vector<PluginDifference> plugin_differences(const RunIdentity& first,
                                                 const RunIdentity& second);

/// A value of the environment that differs.
struct EnvironmentDifference {
  std::string name;
  Json first, second;    ///< null: not recorded
  bool decides = false;  ///< bits of a result depend on it
};
/// Of the last process that worked on each run.
std::vector<EnvironmentDifference> environment_changes(const RunIdentity& first,
                                                       const RunIdentity& second);

/// Whether a run went on in an environment with other bits than it began in.
bool moved_on(const RunIdentity& run);

}  // namespace zeroth::host
