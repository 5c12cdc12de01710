#pragma once

#include <cstdint>

#include "host/data/matrix.h"

namespace zeroth::host {

/// Place of the first element, row by row, that is not finite; the number of elements if all are.
std::int64_t first_not_finite(const Matrix& matrix);

}  // namespace zeroth::host
