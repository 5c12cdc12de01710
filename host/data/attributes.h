#pragma once

#include "host/data/matrix.h"

namespace zeroth::host {

/// Every row divided by its Euclidean norm (at least 1e-12); golden case data.l2rows.
Matrix unit_rows(const Matrix& matrix);

}  // namespace zeroth::host
