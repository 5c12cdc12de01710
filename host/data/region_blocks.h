#pragma once

#include <zeroth/region_source.h>

#include <cstdint>
#include <functional>

namespace zeroth::host {

/// Shows all images in order, some at a time, so that memory stays bounded: the number of the
/// first, how many, and their regions [count,M,R].
void for_each_block(
    const RegionSource& regions,
    const std::function<void(std::int64_t first, std::int64_t count, const float* values)>& show);

}  // namespace zeroth::host
