#pragma once

#include <string>

#include "host/base/json.h"

namespace zeroth::host {

/// A value that two documents tell differently.
struct JsonDifference {
  std::string pointer;
  Json said, is;  ///< null where there is none
};

/// The first value that `said` tells otherwise than `is`; an empty pointer where there is none, or
/// where they are of different kinds altogether.
JsonDifference first_json_difference(const Json& said, const Json& is);

}  // namespace zeroth::host
