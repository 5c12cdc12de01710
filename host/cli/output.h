#pragma once

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "host/base/json.h"

namespace zeroth::host {

/// Prints a result to standard output, printable() too. Bytes that are not UTF-8, as a file name
/// may have, are shown as U+FFFD.
void print_json(const Json& document);

/// Prints a text for people to standard output, printable().
void print_text(std::string_view text);

/// The same of what fmt makes.
template <class... Arguments>
void print_format(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  print_text(fmt::format(format, std::forward<Arguments>(arguments)...));
}

/// Prints a part of a result, and at once.
/// @throws as finish_output().
void print_now(std::string_view text);

/// The exit code of a command whose results are all printed. Where they went to a pipe that nobody
/// reads any more, the process ends of SIGPIPE, as other programs do.
/// @throws Failure(io) when some of them did not reach standard output.
int finish_output(int exit_code);

}  // namespace zeroth::host
