#pragma once

#include <zeroth/data_set.h>

#include "host/base/json.h"
#include "host/import/import_request.h"

namespace zeroth::host {

/// A pipeline for a data set that lies beside it, with layers and budgets for its size: f-CLSWGAN
/// on rows, DEDN on regions. It extends no other file: whoever changes it sees all there is.
/// @param backbone_hash  of the pictures' backbone; empty where the rows came as they are.
Json imported_pipeline(const DataSet& data, const ImportRequest& request,
                       const std::string& backbone_hash);

}  // namespace zeroth::host
