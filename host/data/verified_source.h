#pragma once

#include <zeroth/data_set.h>

#include "host/base/progress.h"
#include "host/data/verify_request.h"

namespace zeroth::host {

/// The data set of a directory whose files are found by what they hold, or of a region file;
/// unchecked. What was left out on the way is among its warnings.
/// @throws Failure(no_input or bad_data).
DataSet read_to_verify(const VerifyRequest& request, Progress& progress);

}  // namespace zeroth::host
