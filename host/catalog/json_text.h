#pragma once

#include <map>
#include <string>

#include "host/base/json.h"

namespace zeroth::host {

/// JSON with the place of every value.
struct JsonText {
  Json document;
  std::map<std::string, std::string> places;  ///< JSON pointer -> "file:line:col"
};

/// Parses JSON with `//` and `/* */` comments. Keys that occur twice are an error, as are trailing
/// commas, more than 100 levels and more than 16 MiB.
/// @throws Failure(bad_configuration) naming file, line and column.
JsonText parse_json_text(const std::string& text, const std::string& file);

/// Reads and parses a file.  @throws Failure(no_input) when it cannot be opened.
JsonText read_json_text(const std::string& file);

/// `pointer` with one more key, escaped as RFC 6901 asks.
std::string child_pointer(const std::string& pointer, const std::string& key);

/// Whether a text from outside can be written out: Json takes other bytes as they are and throws
/// only then.
bool is_utf8(const std::string& text);

}  // namespace zeroth::host
