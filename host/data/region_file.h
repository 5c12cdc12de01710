#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "host/data/region_source.h"

namespace zeroth::host {

class Hdf5File;

/// The data set `feature_map` float32 [N,M,H,W] of an HDF5 file (METHODS card 14.4), of which only
/// the images asked for are read: memory does not grow with the file. Images that lie in one piece
/// are read past HDF5; of compressed ones some are kept unpacked.
/// @throws Failure(bad_data) when the data set is missing or of another type or rank.
std::shared_ptr<const RegionSource> open_region_file(const Hdf5File& file);

/// How a region file is laid out, for whoever wonders why it reads slowly.
struct RegionLayout {
  bool contiguous = false;
  std::int64_t images_per_chunk = 0;  ///< 0 where it is contiguous
};
RegionLayout region_layout(const Hdf5File& file);

/// What a user types to lay the images of a file one after the other, unpacked.
std::string unpack_command(const std::filesystem::path& file);

}  // namespace zeroth::host
