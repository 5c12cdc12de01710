#pragma once

#include <filesystem>

#include "host/data/region_world.h"

namespace zeroth::host {

/// Writes a world as a region file, `original_att` its strengths and `att`
/// those with unit rows, and beside it `planted` uint8 [N,K,H,W], which only localisation scores
/// read.
void write_region_world(const RegionWorld& world, const std::filesystem::path& file, bool gzip);

}  // namespace zeroth::host
