#pragma once

#include <zeroth/data_set.h>

#include <filesystem>
#include <functional>
#include <string>

#include "host/base/progress.h"

namespace zeroth::host {

/// `parse()` of a file, or what an earlier call of it by the same `reader` yielded: arrays are kept
/// under $XDG_CACHE_HOME/zeroth (or ~/.cache/zeroth) by the hash of the file's bytes and mapped
/// from there. A damaged entry is made anew; a cache that cannot be written is a message, never an
/// error.
LabelledFeatures cached(const std::filesystem::path& file, const std::string& reader,
                        Progress& progress, const std::function<LabelledFeatures()>& parse);

}  // namespace zeroth::host
