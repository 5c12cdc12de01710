#pragma once

#include <zeroth/data_set.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "host/base/json.h"

namespace zeroth::host {

/// What reading every image of a region file once tells.
struct RegionReport {
  std::vector<std::pair<std::string, Json>> facts;
  std::vector<std::string> warnings;
  std::string hash;  ///< content_hash() of the data set
};

/// `data` comes from `path` and is checked.
/// @throws Failure(bad_data) when a number is not finite or the file turns out to be damaged.
RegionReport report_region_file(const DataSet& data, const std::filesystem::path& path);

}  // namespace zeroth::host
