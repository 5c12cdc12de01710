#pragma once

#include <string>
#include <utility>
#include <vector>

#include "host/base/json.h"

namespace zeroth::host {

/// A value of a document and where it stands: "train.epochs".
using FlatValue = std::pair<std::string, Json>;

/// All values of an object in their order; a list is one value, an empty object none.
std::vector<FlatValue> flat_values(const Json& object);

/// The JSON of a value on one line, the same for 10.0 and 10.
std::string same_json(const Json& value);

/// A value as people write it: a text without quotes.
std::string plain_text(const Json& value);

}  // namespace zeroth::host
