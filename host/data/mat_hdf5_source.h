#pragma once

#include <filesystem>
#include <memory>

#include "host/data/mat_source.h"

namespace zeroth::host {

/// The variables of an HDF5 file: MATLAB's version 7.3 (MathWorks, "MAT-File Versions"), what
/// hdf5storage and h5py write with or without MATLAB's attributes, and Octave's `save -hdf5`.
/// HDF5 lists the longest step first, MATLAB last: sizes are those that MATLAB shows.
/// @throws Failure(no_input or bad_data) as Hdf5File.
std::unique_ptr<MatSource> open_mat_hdf5(const std::filesystem::path& file);

}  // namespace zeroth::host
