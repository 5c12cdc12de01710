#pragma once

#include <filesystem>

#include "host/base/json.h"

namespace zeroth::host {

/// Text of a document for a file. What is no UTF-8, such as a path, is replaced.
std::string file_text(const Json& document, int indent = 2);

/// All bytes of the file that write_json_file() writes.
std::string document_text(const Json& document);

/// Writes the document in one step.  @throws Failure(cannot_create or io).
void write_json_file(const std::filesystem::path& file, const Json& document);

/// @throws Failure(bad_data) when it is not JSON, Failure(no_input) when it is not there.
Json read_json_file(const std::filesystem::path& file);

/// The same with a member "checksum", the hash of all others: damage is found on reading.
void write_sealed(const std::filesystem::path& file, const Json& document);

/// The document without its checksum.
/// @throws Failure(bad_data) when it was changed, Failure(no_input) when it is not there.
Json read_sealed(const std::filesystem::path& file);

}  // namespace zeroth::host
