#pragma once

#include <filesystem>
#include <string>

#include "host/base/json.h"
#include "host/data/csv_descriptors.h"
#include "host/data/data_set.h"

namespace zeroth::host {

class MatFile;

/// A variable of a MATLAB file, [d,C] there.
/// @throws Failure(bad_data) when there is none, saying what there is.
Descriptors mat_descriptors(const MatFile& file, const std::string& variable);

/// A file of descriptors beside a data set: `variable` of a .mat [d,C], a .npy [C,d], or a .csv
/// (see csv_descriptors.h).
/// @throws Failure(no_input or bad_data).
Descriptors read_descriptors(const std::filesystem::path& file, const std::string& variable);

/// `params.attributes_file`, relative to the folder of the data; empty where the params name none.
std::filesystem::path descriptor_file(const Json& params, const std::filesystem::path& folder);

/// Makes them the data set's, in the order of its class names where both name every class.
/// @throws Failure(bad_data) when only some names are the same.
void set_descriptors(Descriptors descriptors, const std::filesystem::path& file, DataSet& data);

}  // namespace zeroth::host
