#pragma once

#include <string>
#include <vector>

namespace zeroth::host {

/// How wide a text is in a sans-serif font of `size`, in the unit of `size`. Of a wide font (DejaVu
/// Sans), since nobody knows which one will draw it: what has room by this has room.
double text_width(const std::string& text, double size);

/// The text, or as much of it as has room, and "…" behind.
std::string cut_to_width(const std::string& text, double size, double width);

/// Lines of a text, broken at spaces; a word that alone is too wide is cut.
std::vector<std::string> lines_within(const std::string& text, double size, double width);

}  // namespace zeroth::host
