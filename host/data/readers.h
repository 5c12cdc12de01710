#pragma once

#include <string>

#include "host/base/json.h"
#include "host/base/progress.h"
#include "host/data/data_set.h"

namespace zeroth::host {

// One reader per `data.*` id; each takes the block's params with every default filled in and leaves
// the checking to check_data_set.

/// A directory as the public proposed splits are distributed (METHODS card 14).
DataSet read_xlsa17(const Json& params, Progress& progress);

/// A directory of .npy files: features [N,D], labels [N] from 0, attributes [C,d], trainval,
/// test_seen, test_unseen (rows from 0), optionally train, val and class_names.txt.
DataSet read_npy_directory(const Json& params);

/// A world whose class means are a smooth function of random attributes and whose noise is normal
/// and the same in every direction, so that the nearest mean is the Bayes rule and its figures are
/// known.
DataSet make_synthetic(const Json& params);

}  // namespace zeroth::host
