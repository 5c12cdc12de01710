#pragma once

#include <filesystem>
#include <vector>

#include "host/base/json.h"

namespace zeroth::host {

/// The lines of a file of metrics that are whole, of a run that may be running, killed or damaged:
/// one without an end, or that is no JSON object, is passed over. Empty where there is no file.
/// Throws nothing for what is in the file.
std::vector<Json> metric_lines(const std::filesystem::path& file);

}  // namespace zeroth::host
