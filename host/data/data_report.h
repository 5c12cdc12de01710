#pragma once

#include <zeroth/data_set.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "host/base/json.h"

namespace zeroth::host {

/// What is in a data set, line by line, and what a user should know about it.
struct DataReport {
  std::vector<std::pair<std::string, Json>> facts;
  std::vector<std::string> warnings;

  Json to_json() const;
  std::string to_text() const;
};

/// What is in a data set that was read, checked as a run checks it. `where`: what errors call it.
/// @throws Failure(bad_data) with everything that is wrong.
DataReport report_data_set(const DataSet& data, const std::string& where);

/// The variables of a single file that no reader takes for a data set.
/// @throws Failure or Error (no_input or bad_data).
DataReport report_file(const std::filesystem::path& path);

}  // namespace zeroth::host
