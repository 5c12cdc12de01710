#pragma once

#include <zeroth/api.h>

#include <string>
#include <vector>

namespace zeroth {

/// The candidate most like `name` by edit distance, when it is within 2 or a third of the name's
/// length; otherwise empty. Names of more than 100 bytes are like nothing.
ZEROTH_API std::string nearest(const std::string& name, const std::vector<std::string>& candidates);

/// `; did you mean "x"?`, or nothing for an empty `x`.
ZEROTH_API std::string did_you_mean(const std::string& candidate);

}  // namespace zeroth
