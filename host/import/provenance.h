#pragma once

#include <zeroth/data_set.h>

#include <filesystem>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/data/region_companions.h"
#include "host/extract/image_check.h"
#include "host/import/import_request.h"

namespace zeroth::host {

/// The pictures of an import and the backbone that they went through.
Json provenance_of_pictures(const ImportRequest& request, const CheckedImages& images,
                            const std::string& backbone_hash);

/// The rows of an import and their labels.
/// @param files  that they were read from.
Json provenance_of_rows(const ImportRequest& request,
                        const std::vector<std::filesystem::path>& files,
                        const RegionCompanions& made);

/// What an imported data set was made of, by what, how and when.
/// @param source  one of the two above.
Json provenance_of(const ImportRequest& request, const Json& source, const DataSet& data);

}  // namespace zeroth::host
