#pragma once

#include <string>
#include <vector>

#include "host/base/json.h"

namespace zeroth::host {

/// The text without folders of the machine that wrote it: of every absolute path the last name
/// stays. "/home/ada/CUB" becomes "CUB", "--run-dir=/scratch/runs" "--run-dir=runs".
std::string without_folders(const std::string& text);

/// The document with all its texts so; references between its blocks ("ref") are no paths.
/// @param changed  gets the pointers of those that were changed
Json without_folders(const Json& document, std::vector<std::string>& changed);

}  // namespace zeroth::host
