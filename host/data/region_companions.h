#pragma once

#include <zeroth/data_set.h>
#include <zeroth/formats/region_file_writer.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace zeroth::host {

/// What a region file holds beside the features, taken from a directory as the public proposed
/// splits are distributed.
struct RegionCompanions {
  std::vector<std::string> image_files;  ///< [N], the places that the images once had
  DataSet data;                          ///< labels, `att`, splits, class names
  std::optional<Matrix> original_att;
  std::optional<Matrix> word_vectors;
};

struct CompanionFiles {
  std::filesystem::path root;
  std::string features = "res101.mat", splits = "att_splits.mat";
  std::string word_vectors;  ///< .npy or pickle; empty = none
};

/// @throws Failure(no_input or bad_data) when files are missing or do not fit together.
RegionCompanions read_companions(const CompanionFiles& files);

/// @throws Failure(bad_data) unless there is a word vector for each attribute.
void check_word_vectors(const RegionCompanions& companions, const std::string& file);

/// Writes them in the layout that `zeroth inspect data.region-hdf5` shows.
void write_companions(const RegionCompanions& companions, formats::RegionFileWriter& out);

}  // namespace zeroth::host
