#pragma once

#include <optional>
#include <string>

#include "host/base/json.h"
#include "host/base/progress.h"
#include "host/data/region_companions.h"
#include "host/extract/extraction.h"

namespace zeroth::host {

/// Features of a folder of images, through a backbone.
struct ExtractRequest {
  BackboneUse use;
  std::string images;
  std::string out;                       ///< the region file, or empty
  std::string pooled;                    ///< the .npy file of a row per image, or empty
  std::string list;                      ///< names of the images; empty = all of the folder
  std::optional<CompanionFiles> splits;  ///< whose images, labels and splits to take instead
  int threads = 1;
  bool skip_broken = false;
  std::string progress = "auto";
};

ExtractRequest parse_extract_request(const Json& document);

/// Writes a region file, feature rows, or both. All images are looked at before the first is used.
/// An extraction that was stopped goes on where it was when it is asked for again.
/// @return what was made.
/// @throws Failure.
Json extract(const ExtractRequest& request, Progress& progress);

}  // namespace zeroth::host
