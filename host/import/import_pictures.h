#pragma once

#include "host/base/json.h"
#include "host/base/progress.h"
#include "host/import/import_request.h"

namespace zeroth::host {

/// An import of pictures through a backbone; see import.h.
Json import_pictures(const ImportRequest& request, Progress& progress);

}  // namespace zeroth::host
