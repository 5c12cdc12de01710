#pragma once

#include <ATen/core/Tensor.h>
#include <zeroth/api.h>

#include <cstdint>
#include <functional>
#include <vector>

namespace zeroth {

// For matrices of as many rows as a data set has, or a synthesis.  [since SDK 1.1]

/// A matrix [rows,width] whose numbers are not set yet. On the CPU the host may lay a large one
/// into a file, of which only what was just used takes memory; it is a tensor like any other.
/// Throws where there is no room for it.
ZEROTH_API at::Tensor empty_rows(std::int64_t rows, std::int64_t width,
                                 const at::TensorOptions& options);

/// Consecutive stretches of the rows of such a matrix, each small beside memory: `piece(stretch,
/// first)`, after which what was used of it may leave memory.
ZEROTH_API void for_stretches(const at::Tensor& rows,
                              const std::function<void(const at::Tensor&, std::int64_t)>& piece);

/// Matrices of one width below each other, in one of empty_rows() with the options of the first.
ZEROTH_API at::Tensor below_each_other(const std::vector<at::Tensor>& parts);

}  // namespace zeroth
