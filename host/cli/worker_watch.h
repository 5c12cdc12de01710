#pragma once

#include "host/base/json.h"

namespace zeroth::host {

/// The worker's side of `zeroth watch`.
int watch_runs(const Json& document);

}  // namespace zeroth::host
