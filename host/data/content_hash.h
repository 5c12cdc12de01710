#pragma once

#include <string>

#include "host/data/data_set.h"

namespace zeroth::host {

/// XXH3-128 of everything that is learned from or tested on (shapes, features, labels, attributes,
/// splits) as 32 hexadecimal digits. Names and the way it was stored do not count.
std::string content_hash(const DataSet& data);

}  // namespace zeroth::host
