#pragma once

#include <string>
#include <vector>

#include "host/cli/command_tree.h"

namespace zeroth::host {

const std::vector<std::string>& completion_shells();

/// The script that completes these commands, their options and values. Ids of plugins are asked of
/// the program itself whenever they are needed.
/// @throws Failure(usage) for an unknown shell.
std::string completion_script(const std::string& shell, const std::vector<CommandPage>& pages);

}  // namespace zeroth::host
