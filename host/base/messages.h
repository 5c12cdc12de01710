#pragma once

#include <cstdio>
#include <string_view>

namespace zeroth::host {

// Everything that a person is told on standard error goes through here. What cannot be written is
// dropped: a full disk below a log, or a reader that has gone, ends no training.

/// Writes a message and a line end. It starts on a line of its own, whatever stands on the
/// terminal.
void say(std::string_view message);
/// The same for the thread that waits for signals: says nothing where it would have to wait, as for
/// a terminal that was stopped. Of an empty message only the start of a new line is written, if one
/// is needed.
void say_at_once(std::string_view message);
/// The terminal has shown "^C" where the cursor was.
void note_typed_signal();

/// Takes away the line that is drawn: what comes next goes to standard output.
void erase_drawn_line();
/// The same for a line that another process, which is gone, may have left on this terminal.
void erase_line_of_another();

/// Draws a line of a terminal anew, no wider than that, and leaves the cursor at its start, where
/// it stays when a terminal wraps its lines anew.
void draw_line(std::FILE* stream, std::string_view line);
/// Writes a line and its end in the place of the one that is drawn.
void replace_line(std::FILE* stream, std::string_view line);
/// Writes a line and its end to what is no terminal.
void write_line(std::FILE* stream, std::string_view line);

}  // namespace zeroth::host
