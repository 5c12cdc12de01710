#pragma once

#include <zeroth/formats/mat_source.h>

#include <filesystem>
#include <memory>

namespace zeroth::formats {

/// Whether an HDF5 file was written by Octave's `save -hdf5`.
bool is_octave_hdf5(const std::filesystem::path& file);

/// The variables of such a file.
/// @throws Error(no_input or bad_data) as Hdf5File.
std::unique_ptr<MatSource> open_octave_hdf5(const std::filesystem::path& file);

}  // namespace zeroth::formats
