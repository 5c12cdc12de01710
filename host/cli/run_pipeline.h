#pragma once

#include <filesystem>
#include <string>

#include "host/pipeline/pipeline_reader.h"

namespace zeroth::host {

/// Whether a pipeline argument is a run directory, or takes itself for one.
bool names_directory(const std::filesystem::path& path);

/// Its file, for a run from the beginning.  @throws Failure(no_input) when there is none.
std::filesystem::path pipeline_file_of_run(const std::filesystem::path& directory);

/// The pipeline of a run directory, as it was resolved then.
/// @throws Failure(no_input) when there is none, Failure(bad_data) when it is damaged.
Pipeline pipeline_of_run(const std::string& directory);

}  // namespace zeroth::host
