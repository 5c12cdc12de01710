#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace zeroth::formats {

// A matrix whose rows lie in several files, one after the other, named as Hugging Face names them:
// "features-00000-of-00004.npy" is the first of four. All numbers have the same digits.

/// These files in order; none where no file has such a name.
/// @param array  what their names begin with, "features".
/// @throws Error(no_input) where one is missing, Error(bad_data) where names contradict each other.
std::vector<std::filesystem::path> npy_shards(const std::filesystem::path& folder,
                                              const std::string& array);

/// One of them, the others missing or not; nothing where no file has such a name.
std::optional<std::filesystem::path> any_npy_shard(const std::filesystem::path& folder,
                                                   const std::string& array);

/// All files of the set that this one is named as a part of; it alone where it is named otherwise.
/// @throws Error as npy_shards().
std::vector<std::filesystem::path> npy_set_of(const std::filesystem::path& file);

}  // namespace zeroth::formats
