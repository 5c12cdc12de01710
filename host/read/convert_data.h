#pragma once

#include <filesystem>

#include "host/base/json.h"
#include "host/base/progress.h"
#include "host/engine/composer.h"
#include "host/read/data_at.h"

namespace zeroth::host {

/// Writes what any reader reads as the files of `data.npy`; of regions the mean over them.
/// @return what was made.
/// @throws Failure as data_at(), Failure(bad_data) when the data set is none that a run accepts,
/// Failure(cannot_create) when there is a data set in `out` already.
Json convert_data(const DataPlace& place, const std::filesystem::path& out,
                  const Composer& composer, Progress& progress);

}  // namespace zeroth::host
