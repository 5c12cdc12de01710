#pragma once

#include <zeroth/data_set.h>

#include <filesystem>
#include <string>

namespace zeroth::host {

/// Names of the files that make a folder a data set, in other formats than that of `data.npy`.
constexpr char kRegionFeatures[] = "regions.hdf5", kMatFeatures[] = "res101.mat";

/// @throws Failure(cannot_create) where the file of features is there.
void expect_no_data_set(const std::filesystem::path& features, const std::string& fix);

/// Makes the folder for a data set.
/// @throws Failure(cannot_create) when that cannot be, or features in any format are in it already:
/// no data set is ever replaced.
void make_data_folder(const std::filesystem::path& folder);

/// Writes the files that `data.npy` reads, each whole or not at all. Features are written last:
/// without them a folder is no data set.
/// @param data  with features, no regions.
/// @throws Error(cannot_create or io).
void write_npy_folder(const DataSet& data, const std::filesystem::path& folder);

}  // namespace zeroth::host
