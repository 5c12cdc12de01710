#pragma once

#include <filesystem>
#include <string>

namespace zeroth::host {

/// @param fix  what to do where it is missing.
/// @throws Failure(no_input) unless there is a regular file of that name.
void expect_data_file(const std::filesystem::path& path,
                      const std::string& fix = "put it there, or correct data.params");

}  // namespace zeroth::host
