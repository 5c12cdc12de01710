#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "host/base/json.h"

namespace zeroth::host {

/// What a file looks like from outside; while it stays the same its bytes need no hashing. Null
/// where there is no file.
Json stamp_of(const std::filesystem::path& file);

/// What remember_hash() was told of a file that looks the same. `what` tells several hashes of one
/// file apart.
std::optional<std::string> known_hash(const std::filesystem::path& file, const std::string& what,
                                      const Json& stamp);

/// @throws Failure or filesystem_error where the cache cannot be written.
void remember_hash(const std::filesystem::path& file, const std::string& what, const Json& stamp,
                   const std::string& hash);

}  // namespace zeroth::host
