#pragma once

#include <filesystem>
#include <string>

namespace zeroth::formats {

/// @param fix  what to do where it is missing.
/// @throws Error(no_input) unless there is a regular file of that name.
void expect_data_file(const std::filesystem::path& path,
                      const std::string& fix = "put it there, or correct data.params");

/// The last part of a path, a slash at its end or not.
std::string directory_name(const std::filesystem::path& root);

}  // namespace zeroth::formats
