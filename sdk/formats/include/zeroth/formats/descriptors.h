#pragma once

#include <zeroth/data_set.h>
#include <zeroth/formats/csv_descriptors.h>

#include <filesystem>
#include <string>

namespace zeroth::formats {

class MatFile;

/// A variable of a MATLAB file, [d,C] there.
/// @throws Error(bad_data) when there is none, saying what there is.
Descriptors mat_descriptors(const MatFile& file, const std::string& variable);

/// A file of descriptors beside a data set: `variable` of a .mat [d,C], a .npy [C,d], or a .csv
/// (see csv_descriptors.h).
/// @throws Error(no_input or bad_data).
Descriptors read_descriptors(const std::filesystem::path& file, const std::string& variable);

/// The file of the parameter `attributes_file`, relative to the folder of the data; empty where the
/// parameter is.
std::filesystem::path descriptor_file(const std::string& name, const std::filesystem::path& folder);

/// Makes them the data set's, in the order of its class names where both name every class.
/// @throws Error(bad_data) when only some names are the same.
void set_descriptors(Descriptors descriptors, const std::filesystem::path& file, DataSet& data);

}  // namespace zeroth::formats
