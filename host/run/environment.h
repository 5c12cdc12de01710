#pragma once

#include "host/base/json.h"

namespace zeroth::host {

/// What decides the last bits of a result: versions, BLAS library, threads, CPU capability.
Json describe_environment();

}  // namespace zeroth::host
