#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace zeroth::formats {

/// What MATLAB's char arrays hold: units of UTF-16, or code points where a file has those.
using Characters = std::vector<std::uint32_t>;

/// Half a pair of surrogates becomes U+FFFD.
std::string to_utf8(const Characters& characters);

/// Code points; a byte that is no part of UTF-8 stands for itself, as in Latin-1.
Characters from_utf8(const char* data, std::size_t size);

/// The texts of a char matrix [rows, columns], which lies column after column and whose rows are
/// filled with spaces.
/// @return nothing where there are not as many characters as the size says.
std::vector<std::string> text_rows(const Characters& characters, std::int64_t rows,
                                   std::int64_t columns);

}  // namespace zeroth::formats
