#pragma once

#include <zeroth/matrix.h>

#include <cstdint>

namespace zeroth::host {

/// Place of the first element, row by row, that is not finite; the number of elements if all are.
std::int64_t first_not_finite(const Matrix& matrix);

/// Whether every value is finite and of a size that squares and sums of products of it stay finite
/// in single precision: below 2^50.
bool is_ordinary(const float* values, std::int64_t count);

}  // namespace zeroth::host
