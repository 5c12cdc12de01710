#pragma once

#include <zeroth/data_set.h>

#include <filesystem>
#include <string>

namespace zeroth::host {

/// Puts the features of a file into the data set: rows [N,D] of a .npy file, of the data set
/// `variable` of an HDF5 file, of the lines of a .csv file, or the columns of the variable [D,N] of
/// a .mat file. Of a region file, which has a "feature_map", its regions.
/// @throws Failure or Error(no_input or bad_data).
void read_features(const std::filesystem::path& file, const std::string& variable, DataSet& data);

}  // namespace zeroth::host
