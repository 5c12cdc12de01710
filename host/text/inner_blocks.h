#pragma once

#include <string>

#include "host/base/json.h"

namespace zeroth::host {

/// Where, in a block "data", the reader stands that reads the files: "" for the block itself; where
/// that wraps another reader, the innermost: "/reader", "/reader/reader". A block that holds
/// several readers is itself the one.
std::string innermost_reader(const Json& data);

/// The same place as a user writes it behind --set: "data", "data.reader".
std::string innermost_reader_path(const Json& data);

}  // namespace zeroth::host
