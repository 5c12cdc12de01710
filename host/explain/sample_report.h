#pragma once

#include <string>

#include "host/base/json.h"

namespace zeroth::host {

// `report` is the document of `zeroth explain --sample --json`.

/// Tables for people.
std::string sample_text(const Json& report);
/// A page that needs nothing else: the tables, and a map of the attention for each attribute and
/// expert, over the image where its file was found.
/// @throws Failure(no_input) when that cannot be read.
std::string sample_page(const Json& report);

}  // namespace zeroth::host
