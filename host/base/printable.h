#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace zeroth::host {

/// A text for people, as it may go to a terminal. Names and messages come from files and plugins;
/// what would steer the terminal or turn the direction of writing is shown as an escape instead:
/// `\x1b` for control characters but newline and tab and for bytes that are not UTF-8, `\u202e` for
/// DEL, C1 and the marks of bidirectional text. Of JSON that was written out it leaves JSON of the
/// same value.
std::string printable(std::string_view text);

/// The same, and newlines and tabs are escaped too: a name stays in its line.
std::string printable_line(std::string_view text);

/// A text up to its first newline.
std::string first_line(const std::string& text);

/// At most `longest` bytes of a text, with "..." for the rest.
std::string shortened(std::string text, std::size_t longest = 200);

}  // namespace zeroth::host
