#pragma once

#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>

namespace zeroth::host {

// What the terminal behind a stream can do. Asked anew every time: a window is resized.

/// Whether a line can be drawn over: a terminal, and none that calls itself dumb (TERM=dumb).
bool can_redraw(std::FILE* stream);

/// Columns of its window; of what is none as COLUMNS says, 80 where nobody knows.
std::size_t terminal_columns(std::FILE* stream);

/// The same of what a table may be as wide as; 0, as wide as it gets, where nobody looks at a
/// window.
std::size_t window_columns(std::FILE* stream);

/// NO_COLOR, when it is not empty, forbids colours (https://no-color.org); else CLICOLOR_FORCE
/// other than 0 demands them; else a terminal that is not dumb has them, unless CLICOLOR is 0.
bool shows_colour(std::FILE* stream);

/// How a text is marked where there are colours.
enum class Paint { error, warning, progress };

/// The text in its colour, or as it is.
std::string painted(std::FILE* stream, Paint paint, std::string_view text);

}  // namespace zeroth::host
