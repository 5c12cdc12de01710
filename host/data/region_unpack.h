#pragma once

#include <filesystem>

#include "host/base/progress.h"

namespace zeroth::host {

/// Writes a region file anew with the images one after the other, unpacked, everything else as it
/// is. h5py packs by default in chunks of hundreds of images, one channel group and one region
/// each, of which every batch in random order unpacks all; this unpacks each once, in bounded
/// memory.
/// @throws Failure(no_input or bad_data) for `from`, Failure(cannot_create or io) for `to`.
void unpack_region_file(const std::filesystem::path& from, const std::filesystem::path& to,
                        Progress& progress);

}  // namespace zeroth::host
