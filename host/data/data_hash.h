#pragma once

#include <zeroth/data_set.h>

#include <string>

#include "host/base/json.h"

namespace zeroth::host {

/// content_hash() of a data set that was read as `block` says. Region features, which take minutes
/// to hash, are hashed once as long as their file looks the same.
std::string data_hash(const DataSet& data, const Json& block);

}  // namespace zeroth::host
