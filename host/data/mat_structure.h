#pragma once

#include <cstddef>
#include <string>

namespace zeroth::host {

/// Whether a file begins as MATLAB's versions 5 and 7.3 do on today's machines. libmatio takes
/// almost anything else for version 4, whose sizes it trusts.
bool begins_as_mat(const char* data, std::size_t size);

/// Whether the sizes that a MATLAB 5 file states fit each other and the file. libmatio trusts them
/// and reads out of bounds where they are wrong. Looks at tags only, never at the numbers; of
/// a compressed matrix at its beginning.
/// @return what is wrong, or nothing; nothing also for files of other versions.
std::string mat5_damage(const char* data, std::size_t size);

}  // namespace zeroth::host
