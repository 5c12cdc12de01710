#pragma once

#include <zeroth/data_set.h>

#include "host/base/json.h"
#include "host/extract/extraction.h"

namespace zeroth::host {

/// A pipeline that trains f-CLSWGAN on a data set that lies beside it, with layers and budgets for
/// its size. It extends no other file: whoever changes it sees all there is.
Json imported_pipeline(const DataSet& data, bool unit_descriptors, const BackboneUse& backbone);

}  // namespace zeroth::host
