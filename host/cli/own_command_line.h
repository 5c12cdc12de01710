#pragma once

#include <string>
#include <vector>

namespace zeroth::host {

/// The words that this process was started with.
std::vector<std::string> own_command_line();

}  // namespace zeroth::host
