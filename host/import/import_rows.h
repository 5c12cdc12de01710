#pragma once

#include "host/base/json.h"
#include "host/base/progress.h"
#include "host/import/import_request.h"

namespace zeroth::host {

/// An import of features that are there already; see import.h.
Json import_rows(const ImportRequest& request, Progress& progress);

}  // namespace zeroth::host
