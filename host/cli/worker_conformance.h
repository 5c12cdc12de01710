#pragma once

#include "host/base/json.h"

namespace zeroth::host {

/// Runs the conformance kit as validate_plugins() asks and prints what it found.
/// @return the exit code: 0, or 1 when a check failed.
int run_conformance(const Json& request);

}  // namespace zeroth::host
