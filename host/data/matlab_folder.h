#pragma once

#include <zeroth/data_set.h>

#include <filesystem>

namespace zeroth::host {

/// Writes res101.mat and att_splits.mat, as `data.xlsa17` reads them: rows and classes count from
/// 1, each file whole or not at all. Features are written last: without them a folder is no data
/// set.
/// @param data  with features, no regions.
/// @throws Error(cannot_create, io, or bad_data where they are too many for a MATLAB file).
void write_matlab_folder(const DataSet& data, const std::filesystem::path& folder);

}  // namespace zeroth::host
