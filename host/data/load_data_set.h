#pragma once

#include <zeroth/data_set.h>

#include <cstdint>
#include <optional>

#include "host/base/json.h"
#include "host/base/progress.h"

namespace zeroth::host {

/// The data set of a `data` block ({"use", "params"}, defaults filled in), checked; `progress` is
/// told of every warning.
/// @throws Failure(no_input or bad_data) with everything that is wrong.
DataSet load_data_set(const Json& block, Progress& progress);

/// What a dry run needs.
struct DataShape {
  std::int64_t features = 0;  ///< D; with regions M, the channels
  std::int64_t attributes = 0, classes = 0, seen = 0, unseen = 0, train_rows = 0;
  std::int64_t channels = 0, regions = 0, word_vector = 0;  ///< M, R, G; 0 without regions
};

/// Shapes without reading the features: from the files where they exist, else from `params.shape`;
/// a synthetic world knows them.
/// @return nothing when the files are absent and the pipeline does not say.
/// @throws Failure(bad_data) when the files are there but do not fit together.
std::optional<DataShape> data_shape(const Json& block);

}  // namespace zeroth::host
