#pragma once

#include <zeroth/data_set.h>

#include <filesystem>
#include <string>

namespace zeroth::host {

/// What is wanted of a file of features.
struct FeatureChoice {
  std::string variable;  ///< of a .mat or HDF5 file; empty: "features"
  bool regions = false;  ///< where nothing is named: "feature_map" rather than "features"
};

/// Puts the features of a file into the data set: rows [N,D] of a .npy file, and of
/// all files of its set where it is named as one of several (npy_shards.h), of the data set
/// `variable` of an HDF5 file, of the lines of a .csv file, or the columns of the variable [D,N] of
/// a .mat file. Of a region file, which has a "feature_map", its regions, where that is wanted or
/// nothing else is there.
/// @throws Failure or Error(no_input, bad_data; usage where a file without names is asked for one).
void read_features(const std::filesystem::path& file, const FeatureChoice& choice, DataSet& data);

}  // namespace zeroth::host
