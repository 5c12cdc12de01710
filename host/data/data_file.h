#pragma once

#include <filesystem>

namespace zeroth::host {

/// @throws Failure(no_input) unless there is a regular file of that name.
void expect_data_file(const std::filesystem::path& path);

}  // namespace zeroth::host
