#pragma once

#include <zeroth/data_set.h>
#include <zeroth/formats/file_kind.h>
#include <zeroth/formats/npy_rows.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace zeroth::host {

/// What is wanted of a file of features.
struct FeatureChoice {
  std::string variable;  ///< of a .mat or HDF5 file; empty: "features"
  bool regions = false;  ///< where nothing is named: "feature_map" rather than "features"
};

/// Rows [N,D] of .npy files, of the data set `variable` of an HDF5 file, of the lines of a .csv
/// file, or the columns of the variable [D,N] of a .mat file. Of a region file, which has a
/// "feature_map", its regions, where that is wanted or nothing else is there.
class FeatureSource {
 public:
  /// Opens it; of the numbers nothing is read.
  /// @throws Failure or Error(no_input, bad_data; usage where .npy is asked for a variable).
  FeatureSource(const std::filesystem::path& source, FeatureChoice choice);

  /// The files whose rows follow one another: the source, or all of its set where it is a .npy file
  /// that is named as one of several (npy_shards.h).
  const std::vector<std::filesystem::path>& files() const { return files_; }
  /// How many rows there are, where the files say it before they are read.
  std::optional<std::int64_t> rows() const;

  /// Puts the features into the data set; to be called once.
  /// @throws Failure or Error(bad_data; usage where .csv is asked for a variable).
  void read(DataSet& data);

 private:
  FeatureChoice choice_;
  formats::FileKind kind_;
  std::vector<std::filesystem::path> files_;
  std::optional<formats::NpyRows> rows_;
};

}  // namespace zeroth::host
