#pragma once

#include "host/base/json.h"

namespace zeroth::host {

/// Carries out the request's "command": run, check-cases, conformance, extract or doctor.
/// @return the exit code. Results go to standard output, progress to standard error.
/// @throws Failure.
int run_worker_command(const Json& request);

}  // namespace zeroth::host
