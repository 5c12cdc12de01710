#pragma once

#include <string>
#include <vector>

#include "host/cli/command_tree.h"

namespace zeroth::host {

// The script that completes these commands, in the language of each shell.

std::string bash_script(const std::vector<CommandPage>& pages);
std::string zsh_script(const std::vector<CommandPage>& pages);
std::string fish_script(const std::vector<CommandPage>& pages);

}  // namespace zeroth::host
