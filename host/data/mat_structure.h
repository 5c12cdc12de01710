#pragma once

#include <cstddef>
#include <string>

namespace zeroth::host {

/// Whether the sizes that a MATLAB 5 file states fit each other and the file. libmatio trusts them
/// and reads out of bounds where they are wrong. Looks at tags only, never at the numbers.
/// @return what is wrong, or nothing; nothing also for files of other versions.
std::string mat5_damage(const char* data, std::size_t size);

}  // namespace zeroth::host
