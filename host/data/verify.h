#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "host/base/json.h"
#include "host/base/progress.h"

namespace zeroth::host {

struct VerifyRequest {
  std::filesystem::path path;        ///< directory of a data set, a region file or any single file
  std::string features, splits;      ///< file names in the directory; empty: found by their content
  std::string attributes = {};       ///< the variable of the descriptors; empty: found
  std::string attributes_file = {};  ///< as data.params.attributes_file
  std::string word_vectors = {};     ///< of a region file, as data.params.word_vectors
};

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
