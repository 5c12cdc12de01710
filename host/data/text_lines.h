#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace zeroth::host {

/// Writes a line for each text, the file whole or not at all.
/// @throws Failure(bad_data) where a text is more than a line, Error(cannot_create or io).
void write_lines(const std::filesystem::path& file, const std::vector<std::string>& lines);

/// Writes a text, the file whole or not at all.
/// @throws Error(cannot_create or io).
void write_text(const std::filesystem::path& file, const std::string& text);

}  // namespace zeroth::host
