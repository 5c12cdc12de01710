#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace zeroth::formats {

/// Times its stored size that data can have: deflate reaches 1032.
constexpr std::size_t kLargestRatio = 1040;

/// The first bytes of what a zlib stream holds, `most` of them or as many as it has before it ends
/// or is damaged.
std::string inflate(const char* data, std::size_t size, std::size_t most);

/// All that a zlib stream holds; nothing unless that is `length` bytes whose checksum is right.
std::optional<std::string> inflate_whole(const char* data, std::size_t size, std::size_t length);

}  // namespace zeroth::formats
