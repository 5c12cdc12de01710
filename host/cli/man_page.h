#pragma once

#include <string>
#include <vector>

#include "host/cli/command_tree.h"

namespace zeroth::host {

/// The manual page of one of these commands, as troff.
std::string man_page(const CommandPage& page, const std::vector<CommandPage>& all);

}  // namespace zeroth::host
