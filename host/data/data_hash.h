#pragma once

#include <zeroth/data_set.h>

#include <string>

namespace zeroth::host {

/// content_hash() of a data set. Region features, which take minutes
/// to hash, are hashed once as long as their file looks the same.
std::string data_hash(const DataSet& data);

}  // namespace zeroth::host
