#pragma once

#include <filesystem>
#include <string>

#include "host/base/json.h"
#include "host/base/progress.h"
#include "host/data/data_set.h"

namespace zeroth::host {

// One reader per `data.*` id; each takes the block's params with every default filled in and leaves
// the checking to check_data_set.

/// A directory as the public proposed splits are distributed (METHODS card 14).
DataSet read_xlsa17(const Json& params, Progress& progress);
/// The same without the numbers of the features, of which it knows the shape only: for a dry run.
DataSet read_xlsa17_outline(const Json& params);
/// Whether the files that the params name exist.
bool xlsa17_is_there(const Json& params);

/// A directory of .npy files: features [N,D], labels [N] from 0, attributes [C,d], trainval,
/// test_seen, test_unseen (rows from 0), optionally train, val and class_names.txt.
DataSet read_npy_directory(const Json& params);

/// Region features in an HDF5 file (METHODS card 14.4), of which only the small data sets are read
/// now. Its labels and rows count from 0.
DataSet read_region_hdf5(const Json& params);

/// A world whose class means are a smooth function of random attributes and whose noise is normal
/// and the same in every direction, so that the nearest mean is the Bayes rule and its figures are
/// known.
DataSet make_synthetic(const Json& params);

/// The last part of a path, a slash at its end or not.
std::string directory_name(const std::filesystem::path& root);

}  // namespace zeroth::host
