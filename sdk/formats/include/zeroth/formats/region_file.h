#pragma once

#include <zeroth/region_source.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace zeroth::formats {

class Hdf5File;

/// The data set `feature_map` [N,M,H,W] of an HDF5 file, numbers of any type, of which only
/// the images asked for are read: memory does not grow with the file. Images that lie in one piece
/// are read past HDF5; of compressed ones some are kept unpacked.
/// @throws Error(bad_data) when the data set is missing or of another type or rank.
std::shared_ptr<const RegionSource> open_region_file(const Hdf5File& file);

/// How a region file is laid out, for whoever wonders why it reads slowly.
struct RegionLayout {
  bool contiguous = false;
  std::int64_t images_per_chunk = 0, channels_per_chunk = 0;  ///< 0 where it is contiguous
};
RegionLayout region_layout(const Hdf5File& file);

/// What to tell whoever trains on a file whose chunks hold parts of many images; else nothing.
std::string chunk_warning(const Hdf5File& file);

/// What to tell whoever gives fewer channels than regions in a row or column, as a file with the
/// channels last seems to; else nothing.
std::string axes_warning(const RegionSource& regions);

/// Some channels of some images that follow each other.
struct RegionBlock {
  std::int64_t image = 0, images = 0, channel = 0, channels = 0;
};

/// Reads [images,channels,R] of the feature map.
/// @throws Error(bad_data).
void read_block(const Hdf5File& file, const RegionBlock& block, std::vector<float>& values);

}  // namespace zeroth::formats
