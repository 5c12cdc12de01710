#pragma once

#include <cstddef>
#include <string>

#include "host/base/json.h"

namespace zeroth::host {

/// A document of `run_difference.h` for people, in lines of at most that many columns where words
/// allow it.
std::string difference_report(const Json& document, std::size_t columns);

}  // namespace zeroth::host
