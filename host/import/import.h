#pragma once

#include <string>

#include "host/base/json.h"
#include "host/base/progress.h"
#include "host/import/import_request.h"

namespace zeroth::host {

/// Makes the data set, its pipeline and its provenance, of pictures or of rows. An import of
/// pictures that was stopped goes on where it was when it is asked for again; images that cannot be
/// read are named, left out and counted.
/// @return what was made.
/// @throws Failure, with everything kept that was computed.
Json import_data_set(const ImportRequest& request, Progress& progress);

/// What was made, for people.
std::string import_text(const Json& made);

}  // namespace zeroth::host
