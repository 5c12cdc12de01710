#pragma once

#include <string>
#include <utility>
#include <vector>

#include "host/base/json.h"
#include "host/base/progress.h"
#include "host/data/verify_request.h"

namespace zeroth::host {

/// What is in a data set, line by line, and what a user should know about it.
struct DataReport {
  std::vector<std::pair<std::string, Json>> facts;
  std::vector<std::string> warnings;

  Json to_json() const;
  std::string to_text() const;
};

/// Reads everything, checks it as a run would, and reports. Of a single file that is no region file
/// it reports the variables.
/// @throws Failure(no_input or bad_data) with everything that is wrong.
DataReport verify_data(const VerifyRequest& request, Progress& progress);

}  // namespace zeroth::host
