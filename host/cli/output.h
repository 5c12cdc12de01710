#pragma once

#include <string_view>

#include "host/base/json.h"

namespace zeroth::host {

/// Prints a result to standard output. Bytes that are not UTF-8, as a file name may have, are shown
/// as U+FFFD.
void print_json(const Json& document);

/// Prints a part of a result, and at once.
/// @throws as finish_output().
void print_now(std::string_view text);

/// The exit code of a command whose results are all printed. Where they went to a pipe that nobody
/// reads any more, the process ends of SIGPIPE, as other programs do.
/// @throws Failure(io) when some of them did not reach standard output.
int finish_output(int exit_code);

}  // namespace zeroth::host
