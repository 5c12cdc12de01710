#pragma once

#include "host/base/json.h"

namespace zeroth::host {

/// Prints a result to standard output. Bytes that are not UTF-8, as a file name may have, are shown
/// as U+FFFD.
void print_json(const Json& document);

/// The exit code of a command whose results are all printed.
/// @throws Failure(io) when some of them did not reach standard output.
int finish_output(int exit_code);

}  // namespace zeroth::host
