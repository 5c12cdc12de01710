#pragma once

#include <filesystem>

namespace zeroth::host {

// Programs find everything else relative to themselves: in a build tree as where it is installed.

/// Where this program lies.
std::filesystem::path executable_directory();

/// What it is installed under: the directory above.
std::filesystem::path installation_prefix();

/// share/zeroth under that: templates and pipelines.
std::filesystem::path shared_directory();

}  // namespace zeroth::host
