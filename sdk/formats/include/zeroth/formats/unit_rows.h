#pragma once

#include <zeroth/matrix.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace zeroth::formats {

/// Divides each of `rows` rows of `columns` numbers by its Euclidean norm, at least 1e-12.
template <class T>
void unit_rows(const T* in, std::int64_t rows, std::int64_t columns, T* out) {
  for (std::int64_t i = 0; i < rows; ++i, in += columns, out += columns) {
    double square = 0;
    for (std::int64_t j = 0; j < columns; ++j) square += double{in[j]} * in[j];
    const double norm = std::max(std::sqrt(square), 1e-12);
    for (std::int64_t j = 0; j < columns; ++j) out[j] = static_cast<T>(in[j] / norm);
  }
}

Matrix unit_rows(const Matrix& matrix);

}  // namespace zeroth::formats
