#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "host/base/json.h"

namespace zeroth::host {

/// One `zeroth explain` as the front end hands it over: of one test image, or of the settings of
/// inference.
struct ExplainRequest {
  Json pipeline;                               ///< as the run resolved it
  std::map<std::string, std::string> origins;  ///< JSON pointer -> "file:line:col"
  std::map<std::string, std::string> plugins;  ///< id -> library
  std::string run;                             ///< run directory
  std::optional<std::int64_t> sample;          ///< number of a test image; nothing: the settings
  std::string out;                             ///< file to draw into, or empty
  std::string images;                          ///< directory of the images, or empty
  std::int64_t attributes = 0;                 ///< how many of each expert are shown
  std::string attribute_names;                 ///< file with one a line, or empty
  bool json = false;
};

/// @throws Failure(internal) when the document is not what the front end writes.
ExplainRequest parse_explain_request(const Json& document);

/// What is printed: a document (`request.json`) or text. Writes the drawing.
std::string explain(const ExplainRequest& request);

}  // namespace zeroth::host
