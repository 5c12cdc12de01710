#pragma once

#include <zeroth/data_set.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace zeroth::host {

/// XXH3-128 of everything that is learned from or tested on (shapes, features, labels, attributes,
/// splits) as 32 hexadecimal digits. Names and the way it was stored do not count.
/// @param observe  is shown region features as they pass by (see for_each_block), since reading
/// them twice takes minutes.
std::string content_hash(const DataSet& data,
                         const std::function<void(std::int64_t first, std::int64_t count,
                                                  const float* values)>& observe = {});

/// hash_of() the bytes of a file.
std::string file_hash(const std::filesystem::path& file);

}  // namespace zeroth::host
