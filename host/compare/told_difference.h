#pragma once

#include <string>

#include "host/base/json.h"

namespace zeroth::host {

/// "+42.8 [+41.2, +44.1]": the difference of a figure as people are told it. It is that of the two
/// numbers that stand beside it, 0.0 and 42.8, as these are rounded, and the interval holds it.
/// @param figures  "first", "second" and "difference" as `difference_document` has them
std::string told_difference(const Json& figures, const std::string& name);

}  // namespace zeroth::host
