#pragma once

#include <optional>
#include <string>

namespace zeroth::host {

/// Seconds since 1970, now.
double clock_seconds();

/// The same of a time stamp as runs write it; nothing for any other text.
std::optional<double> clock_seconds_of(const std::string& stamp);

}  // namespace zeroth::host
