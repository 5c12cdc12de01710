#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/cli/plugin_options.h"

namespace zeroth::host {

/// What `zeroth validate` is asked when its argument is a plugin.
struct PluginValidation {
  std::string target;  ///< id or file; empty: every plugin that is found
  std::string include;
  std::string cases;                 ///< file of golden cases; empty: none
  std::string device = "simulated";  ///< that other-device compares with the CPU
  std::vector<std::string> sets;     ///< `params.name=value`, in order
  int strictness = 2;
  std::uint64_t seed = 1;
  double seconds = 60;
  int at_once = 0;  ///< 0: as many as there are processors
  bool in_process = false;
  bool json = false;
};

/// Whether an argument of `zeroth validate` means a plugin: a library, or an id of which there is
/// no file. Everything else is a pipeline.
bool means_plugin(const std::string& target);

/// Has zeroth-worker run the conformance kit.
/// @return the exit code.
int validate_plugins(const PluginValidation& validation, const PluginOptions& plugins);

}  // namespace zeroth::host
