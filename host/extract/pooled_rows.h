#pragma once

#include <zeroth/matrix.h>

#include <filesystem>

namespace zeroth::host {

/// The mean over the regions of every image of a region file, [N,M].
/// @throws Error(bad_data) when it is no such file.
Matrix pooled_rows(const std::filesystem::path& region_file);

}  // namespace zeroth::host
