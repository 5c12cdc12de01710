#pragma once

#include <string>

#include "host/base/json.h"
#include "host/extract/extraction.h"
#include "host/import/proposed_splits.h"

namespace zeroth::host {

/// Pictures in class folders, and what is to be made of them.
struct ImportRequest {
  std::string folder, descriptors;
  std::string variable = "att";  ///< of the descriptors in a .mat file
  BackboneUse use;
  std::string out;
  SplitRule rule;
  bool unit_descriptors = false;
  int threads = 1;
  std::string progress = "auto";
  std::string command, version;  ///< for the record
};

ImportRequest parse_import_request(const Json& options);

}  // namespace zeroth::host
