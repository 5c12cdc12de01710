#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace apn {

/// Row and column of each region, [R,2], of an image whose regions stand row by row.
/// @param columns  regions in a row; 0 takes, of the grids that hold them all, the one nearest to a
///                 square, and the wider one of two
/// @throws Error where the last row would not be full.
at::Tensor places(std::int64_t regions, std::int64_t columns, const at::TensorOptions& options);

}  // namespace apn
