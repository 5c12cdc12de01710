#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace zeroth::host {

/// The lines of a text file, one for each of `count` attributes; none for an empty `file`.
/// @throws Failure(no_input) when it cannot be opened, Failure(bad_data) for another number of
/// lines.
std::vector<std::string> read_attribute_names(const std::string& file, std::int64_t count);

}  // namespace zeroth::host
