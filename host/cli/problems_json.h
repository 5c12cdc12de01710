#pragma once

#include <vector>

#include "host/base/json.h"
#include "host/base/problem.h"

namespace zeroth::host {

/// What `zeroth validate PIPELINE --json` says of a pipeline that is not valid.
Json invalid_json(const std::vector<Problem>& problems);

}  // namespace zeroth::host
