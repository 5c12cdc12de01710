#pragma once

#include <zeroth/data_set.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace zeroth::host {

/// What is wanted of a file of features.
struct FeatureChoice {
  std::string variable;  ///< of a .mat or HDF5 file; empty: "features"
  bool regions = false;  ///< where nothing is named: "feature_map" rather than "features"
};

/// The files whose rows follow one another: `source`, or all of its set where it is a .npy file
/// that is named as one of several (npy_shards.h).
/// @throws Error(no_input, bad_data).
std::vector<std::filesystem::path> feature_files(const std::filesystem::path& source);

/// How many rows several such files have; of the numbers nothing is read.
std::int64_t rows_of_set(const std::vector<std::filesystem::path>& files);

/// Puts the features into the data set: rows [N,D] of .npy files, of the data set `variable` of an
/// HDF5 file, of the lines of a .csv file, or the columns of the variable [D,N] of a .mat file. Of
/// a region file, which has a "feature_map", its regions, where that is wanted or nothing else is
/// there.
/// @param files  of feature_files().
/// @throws Failure or Error(no_input, bad_data; usage where a file without names is asked for one).
void read_features(const std::vector<std::filesystem::path>& files, const FeatureChoice& choice,
                   DataSet& data);

}  // namespace zeroth::host
