#pragma once

#include <zeroth/data_set.h>

#include <filesystem>
#include <string>

#include "host/base/json.h"
#include "host/base/progress.h"

namespace zeroth::host {

// One reader per `data.*` id; each takes the block's params with every default filled in and leaves
// the checking to check_data_set.

/// A directory as the public proposed splits are distributed (pipelines/README.md, your own data).
DataSet read_xlsa17(const Json& params, Progress& progress);
/// The same without the numbers of the features, of which it knows the shape only: for a dry run.
DataSet read_xlsa17_outline(const Json& params);
/// Whether the files that the params name exist.
bool xlsa17_is_there(const Json& params);

/// A directory of .npy files: features [N,D], labels [N] from 0, attributes [C,d], trainval,
/// test_seen, test_unseen (rows from 0; one of the two may be missing), optionally train, val and
/// class_names.txt.
DataSet read_npy_directory(const Json& params);

/// Region features in HDF5 (pipelines/README.md), of which only the small data sets are read
/// now. Its labels and rows count from 0. `progress` is told of a file that will read slowly.
DataSet read_region_hdf5(const Json& params, Progress& progress);
/// The same without word vectors, which may be in another file.
DataSet read_region_arrays(const Json& params, Progress& progress);
/// What word vectors are called in a region file.
constexpr const char* kWordVectors = "w2v_att";

/// A world whose class means are a smooth function of random attributes and whose noise is normal
/// and the same in every direction, so that the nearest mean is the Bayes rule and its figures are
/// known.
/// @throws Failure(bad_configuration) for a world that check_synthetic_size() refuses.
DataSet make_synthetic(const Json& params);
/// @throws Failure(bad_configuration) when memory or patience cannot suffice for such a world.
void check_synthetic_size(const Json& params);

}  // namespace zeroth::host
