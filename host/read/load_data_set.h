#pragma once

#include <zeroth/data_reader.h>

#include <optional>
#include <string>

#include "host/base/json.h"
#include "host/base/progress.h"
#include "host/engine/composer.h"
#include "host/read/loaded_data_set.h"

namespace zeroth::host {

/// The data set of a resolved pipeline, read by the reader that its block `data` names and checked;
/// `progress` is told of every warning.
/// @throws Failure(no_input or bad_data) with everything that is wrong, Failure(run_failed) when
/// the reader fails or returns what it does not declare.
LoadedDataSet load_data_set(const Json& pipeline, const Composer& composer, Progress& progress);

/// Sizes of what a reader returned.
/// @throws Failure(bad_data) when its parts do not fit together.
DataSizes sizes_of(const DataSet& data, const std::string& where);

/// Sizes without reading the features: from the files where they exist, else from what the
/// parameters say.
/// @return nothing when the files are absent and the pipeline does not say.
/// @throws Failure(bad_data) when the files are there but do not fit together.
std::optional<DataSizes> data_sizes(const Json& pipeline, const Composer& composer);

}  // namespace zeroth::host
