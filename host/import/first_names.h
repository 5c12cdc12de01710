#pragma once

#include <string>
#include <vector>

namespace zeroth::host {

/// At most five of these names in quotation marks, for a message: "ant", "bee" and 7 more.
std::string first_names(const std::vector<std::string>& names);

}  // namespace zeroth::host
