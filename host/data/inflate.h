#pragma once

#include <cstddef>
#include <string>

namespace zeroth::host {

/// The first bytes of what a zlib stream holds, `most` of them or as many as it has before it ends
/// or is damaged.
std::string inflate(const char* data, std::size_t size, std::size_t most);

}  // namespace zeroth::host
