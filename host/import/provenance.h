#pragma once

#include <zeroth/data_set.h>

#include <string>

#include "host/base/json.h"
#include "host/extract/image_check.h"
#include "host/import/import_request.h"

namespace zeroth::host {

/// What an imported data set was made of, by what, how and when.
Json provenance_of(const ImportRequest& request, const CheckedImages& images, const DataSet& data);

}  // namespace zeroth::host
