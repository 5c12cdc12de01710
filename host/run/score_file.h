#pragma once

#include <filesystem>
#include <string>

#include "host/run/score_file_content.h"

namespace zeroth::host {

/// @return the hash of the file.
std::string write_score_file(const std::filesystem::path& file, const ScoreFile& content);

/// The same without the scores that figures do not ask for.
ScoreFile with_sides_only(ScoreFile content);

/// @throws Failure(no_input when it is missing, bad_data when it is damaged).
ScoreFile read_score_file(const std::filesystem::path& file);

}  // namespace zeroth::host
