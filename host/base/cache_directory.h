#pragma once

#include <filesystem>

namespace zeroth::host {

/// Where the cache is: $XDG_CACHE_HOME/zeroth, else ~/.cache/zeroth. Empty when there is no place
/// for one.
std::filesystem::path cache_directory();

}  // namespace zeroth::host
