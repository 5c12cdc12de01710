#pragma once

#include <zeroth/data_set.h>

#include <optional>
#include <string>

#include "host/base/json.h"
#include "host/base/progress.h"
#include "host/engine/composer.h"

namespace zeroth::host {

/// Files that a user names without a pipeline.
struct DataPlace {
  std::string path;              ///< a data set's file or folder, or any single file
  std::string use = {};          ///< the reader; empty: the one that recognises the files
  Json params = Json::object();  ///< what the user says already, as a pipeline's params
};

/// The data set there, checked for what its reader declares; nothing where no reader recognises
/// the file.
/// @throws Failure(no_input or bad_data) with everything that is wrong, Failure(bad_configuration)
/// when several readers recognise the files, Failure(no_input) for a folder that none recognises.
std::optional<DataSet> data_at(const DataPlace& place, const Composer& composer,
                               Progress& progress);

}  // namespace zeroth::host
