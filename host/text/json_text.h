#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "host/base/json.h"

namespace zeroth::host {

/// JSON with the place of every value.
struct JsonText {
  Json document;
  std::map<std::string, std::string> places;  ///< JSON pointer -> "file:line:col"
};

// A file from outside may be of any size and shape: what a reader lets it cost.

constexpr std::size_t kLargestJson = 16u << 20;  ///< bytes
/// Objects, lists and what is in them, where a reader sets no limit of its own.
constexpr std::size_t kMostJsonValues = 200'000;
/// Levels of objects and lists inside each other. What walks over a document may recurse.
constexpr std::size_t kDeepestJson = 100;
/// Bytes of the JSON pointer to a value: each value has one.
constexpr std::size_t kLongestPointer = 1000;

/// Parses JSON with `//` and `/* */` comments. Keys that occur twice are an error, as are trailing
/// commas, bytes that are zero, and more than the limits above.
/// @throws Failure(bad_configuration) naming file, line and column.
JsonText parse_json_text(const std::string& text, const std::string& file,
                         std::size_t most_values = kMostJsonValues);

/// Reads and parses a file.  @throws Failure(no_input) when it cannot be opened.
JsonText read_json_text(const std::string& file, std::size_t most_values = kMostJsonValues);

/// Reads a document that a machine wrote: a record, a manifest.
/// @return nothing when it is not JSON or beyond the limits.
std::optional<Json> parse_json_record(const std::string& text,
                                      std::size_t most_values = kMostJsonValues);

/// `pointer` with one more key, escaped as RFC 6901 asks.
std::string child_pointer(const std::string& pointer, const std::string& key);

/// How many keys a pointer has.
std::size_t levels_of(const std::string& pointer);

/// Whether a text from outside can be written out: Json takes other bytes as they are and throws
/// only then.
bool is_utf8(const std::string& text);

}  // namespace zeroth::host
