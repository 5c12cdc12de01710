#pragma once

#include <string>

#include "host/base/json.h"
#include "host/base/progress.h"
#include "host/data/data_report.h"
#include "host/engine/composer.h"

namespace zeroth::host {

/// What `zeroth data verify` was asked.
struct VerifyRequest {
  std::string path;              ///< a data set's file or folder, or any single file
  std::string use = {};          ///< the reader; empty: the one that recognises the files
  Json params = Json::object();  ///< what the user says already, as a pipeline's params
};

/// Reads everything, checks it as a run would, and reports. Of a single file that no reader
/// recognises it reports the variables.
/// @throws Failure(no_input or bad_data) with everything that is wrong, Failure(bad_configuration)
/// when several readers recognise the files.
DataReport verify_data(const VerifyRequest& request, const Composer& composer, Progress& progress);

}  // namespace zeroth::host
