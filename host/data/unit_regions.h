#pragma once

#include <cstdint>

namespace zeroth::host {

/// Divides each of the columns of an image's regions `in` [M,R] by its Euclidean norm over the
/// channels, at least 1e-12, and writes them one after the other: `out` [R,M].
/// @return whether every number was finite.
template <class T>
bool unit_regions(const T* in, std::int64_t channels, std::int64_t regions, T* out);

}  // namespace zeroth::host
