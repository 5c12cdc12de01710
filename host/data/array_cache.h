#pragma once

#include <zeroth/matrix.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

#include "host/base/progress.h"

namespace zeroth::host {

/// The two arrays of a features file.
struct LabelledFeatures {
  Matrix features;                   ///< [N,D]
  std::vector<std::int64_t> labels;  ///< [N], as the file counts them less one
};

/// `parse()` of a file, or what an earlier call of it yielded: arrays are kept under
/// $XDG_CACHE_HOME/zeroth (or ~/.cache/zeroth) by the hash of the file's bytes and mapped from
/// there. A damaged entry is made anew; a cache that cannot be written is a message, never an
/// error.
LabelledFeatures cached(const std::filesystem::path& file, Progress& progress,
                        const std::function<LabelledFeatures()>& parse);

}  // namespace zeroth::host
