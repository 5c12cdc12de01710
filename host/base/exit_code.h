#pragma once

#include <exception>

#include "host/base/problem.h"

namespace zeroth::host {

/// The exit code that an exception leads to, of the host or of any library: a Failure's own, `io`
/// of what the system refuses, `run_failed` where memory cannot be had, else `internal`.
Exit exit_code_of(const std::exception& error);

/// Whether a signal ended the work, in any of the three ways: no fault of what was worked on.
bool is_stop(Exit code);

}  // namespace zeroth::host
