#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace zeroth::host {

/// The class of each row of features, by its name or by its number among the descriptors.
struct RowLabels {
  std::vector<std::string> names;     ///< [N], or empty
  std::vector<std::int64_t> numbers;  ///< [N] from 0, or empty
  std::int64_t first = 0;             ///< what the file calls the first class

  std::size_t size() const { return names.empty() ? numbers.size() : names.size(); }
};

/// Names in the lines of a .txt or .csv file, of which "class" may be the title; or whole numbers:
/// a .npy file [N], or "labels" of a .hdf5 file, from 0, or of a .mat file, from 1.
/// @throws Failure or Error(no_input or bad_data).
RowLabels read_row_labels(const std::filesystem::path& file);

/// The names of the rows' classes.
/// @param known  names in the order of the descriptors, for numbers.
/// @throws Failure(bad_data) when a number is none of theirs.
std::vector<std::string> classes_of_rows(const RowLabels& labels,
                                         const std::vector<std::string>& known,
                                         const std::filesystem::path& file);

}  // namespace zeroth::host
