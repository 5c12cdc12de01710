#pragma once

#include <cstdint>

namespace zeroth::host {

/// Divides each of the columns of an image's regions [M,R] by its Euclidean norm over the channels,
/// at least 1e-12, and writes both layouts that the experts read: `channels` [M,R], which may be
/// `in` itself, and `regions` [R,M].
/// @return whether every number was finite.
template <class T>
bool unit_regions(const T* in, std::int64_t channels_count, std::int64_t regions_count, T* channels,
                  T* regions);

}  // namespace zeroth::host
