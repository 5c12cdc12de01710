#pragma once

#include <filesystem>

#include "host/data/region_companions.h"

namespace zeroth::host {

/// Writes a file that `data.region-hdf5` reads, whole or not at all: the regions of the data set
/// or, where it has rows [N,D], those as D channels of one region.
/// @throws Error(cannot_create or io), Failure when the file that they come from is damaged.
void write_region_data(const RegionCompanions& companions, const std::filesystem::path& file);

/// What a data set that was read has beside its features. Of a region file the names of its images
/// too, and no word vectors where it has none.
RegionCompanions companions_of(const DataSet& data);

}  // namespace zeroth::host
