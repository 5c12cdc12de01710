#pragma once

#include "host/base/progress.h"
#include "host/data/data_report.h"
#include "host/engine/composer.h"
#include "host/read/data_at.h"

namespace zeroth::host {

/// Reads everything, checks it as a run would, and reports. Of a single file that no reader
/// recognises it reports the variables.
/// @throws Failure as data_at().
DataReport verify_data(const DataPlace& place, const Composer& composer, Progress& progress);

}  // namespace zeroth::host
