#pragma once

#include "host/base/json.h"

namespace zeroth::host {

/// {"host", "processor", "system", "user", "pid"} of this process.
Json this_machine();

}  // namespace zeroth::host
