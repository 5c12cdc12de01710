#pragma once

#include <string>
#include <vector>

#include "host/base/json.h"

namespace zeroth::host {

/// Ids of all plugins that a checked pipeline uses.
std::vector<std::string> used_plugins(const Json& document);

}  // namespace zeroth::host
