#pragma once

#include <filesystem>
#include <string>

#include "host/base/json.h"
#include "host/base/progress.h"
#include "host/engine/composer.h"
#include "host/read/data_at.h"

namespace zeroth::host {

/// What a data set is written as.
struct ConvertRequest {
  DataPlace place;
  std::filesystem::path out;  ///< a folder; of HDF5 a file
  std::string format;         ///< "npy", "mat" or "hdf5"
  std::string word_vectors;   ///< of the attributes, for HDF5; empty: those of the data set
};

ConvertRequest parse_convert_request(const Json& options);

/// Writes what any reader reads as the files of `data.npy` or `data.xlsa17`, of regions the mean
/// over them, or as a file of `data.region-hdf5`, where a row is one region.
/// @return what was made.
/// @throws Failure as data_at(), Failure(bad_data) when the data set is none that a run accepts,
/// Failure(cannot_create) when there is a data set in `out` already.
Json convert_data(const ConvertRequest& request, const Composer& composer, Progress& progress);

}  // namespace zeroth::host
