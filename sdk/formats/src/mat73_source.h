#pragma once

#include <zeroth/formats/mat_source.h>

#include <filesystem>
#include <memory>

namespace zeroth::formats {

/// The variables of MATLAB's version 7.3, which is HDF5, and of what hdf5storage and h5py write,
/// with MATLAB's attributes or without. Sizes are those that MATLAB shows: the lengths that HDF5
/// lists, from the last to the first.
/// @throws Error(no_input or bad_data) as Hdf5File.
std::unique_ptr<MatSource> open_mat73(const std::filesystem::path& file);

}  // namespace zeroth::formats
