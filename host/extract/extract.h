#pragma once

#include <optional>
#include <string>

#include "host/base/json.h"
#include "host/base/progress.h"
#include "host/data/region_companions.h"

namespace zeroth::host {

/// Region features of a folder of images, through a TorchScript backbone.
struct ExtractRequest {
  std::string model, images, out;
  std::string list;                      ///< names of the images; empty = all of the folder
  std::optional<CompanionFiles> splits;  ///< whose images, labels and splits to take instead
  std::int64_t image_size = 448, batch = 16;
  int threads = 1;
  std::string device = "cpu";  ///< of the backbone
  bool skip_broken = false;
  std::string progress = "auto";
};

ExtractRequest parse_extract_request(const Json& document);

/// Writes a region file. All images are looked at before the first is used. An
/// extraction that was stopped goes on where it was when it is asked for again.
/// @return what was made.
/// @throws Failure.
Json extract(const ExtractRequest& request, Progress& progress);

}  // namespace zeroth::host
