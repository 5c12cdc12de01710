#pragma once

#include <string>
#include <vector>

namespace zeroth::host {

/// The candidate most like `name` by edit distance, when it is within 2 or a third of the name's
/// length; otherwise empty. Names of more than 100 bytes are like nothing.
std::string nearest(const std::string& name, const std::vector<std::string>& candidates);

/// `; did you mean "x"?`, or nothing for an empty `x`.
std::string did_you_mean(const std::string& candidate);

}  // namespace zeroth::host
