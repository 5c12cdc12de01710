#pragma once

#include <cstdint>
#include <string>

#include "host/base/json.h"

namespace zeroth::host {

/// The picture that a row of a region file was made from.
struct ImageOfRow {
  std::string name;  ///< as the file names it; empty where it does not
  std::string file;  ///< where it was found; empty where it was not
  std::string
      missing;  ///< why there is no picture to show; empty where there is one or none wanted
};

/// @param data the pipeline's `data` block.
/// @param images directory to look in, or empty.
ImageOfRow image_of_row(const Json& data, std::int64_t row, const std::string& images);

}  // namespace zeroth::host
