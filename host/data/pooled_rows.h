#pragma once

#include <zeroth/matrix.h>
#include <zeroth/region_source.h>

#include <filesystem>

namespace zeroth::host {

/// The mean over the regions of every image, [N,M].
/// @throws Error(bad_data) when the file turns out to be damaged.
Matrix pooled_rows(const RegionSource& regions);

/// The same of a region file.
Matrix pooled_rows(const std::filesystem::path& region_file);

}  // namespace zeroth::host
