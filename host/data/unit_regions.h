#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace zeroth::host {

/// Divides each of the R columns of `block` [M,R] by its Euclidean norm over the channels, at least
/// 1e-12, in place.
/// @return whether every norm is finite.
template <class T>
bool unit_regions(T* block, std::int64_t channels, std::int64_t regions) {
  std::vector<double> squares(static_cast<std::size_t>(regions), 0.0);
  for (std::int64_t m = 0; m < channels; ++m) {
    const T* row = block + m * regions;
    for (std::int64_t r = 0; r < regions; ++r) {
      squares[static_cast<std::size_t>(r)] += double{row[r]} * row[r];
    }
  }
  std::vector<T> factors(squares.size());
  bool finite = true;
  for (std::size_t r = 0; r < squares.size(); ++r) {
    finite = finite && std::isfinite(squares[r]);
    factors[r] = static_cast<T>(1.0 / std::max(std::sqrt(squares[r]), 1e-12));
  }
  for (std::int64_t m = 0; m < channels; ++m) {
    T* row = block + m * regions;
    for (std::int64_t r = 0; r < regions; ++r) row[r] *= factors[static_cast<std::size_t>(r)];
  }
  return finite;
}

/// out [columns,rows] = in [rows,columns] transposed, in blocks that stay in the cache.
template <class T>
void transpose(const T* in, std::int64_t rows, std::int64_t columns, T* out) {
  constexpr std::int64_t kBlock = 32;
  for (std::int64_t i = 0; i < rows; i += kBlock) {
    for (std::int64_t j = 0; j < columns; j += kBlock) {
      const std::int64_t last_row = std::min(i + kBlock, rows);
      const std::int64_t last_column = std::min(j + kBlock, columns);
      for (std::int64_t column = j; column < last_column; ++column) {
        for (std::int64_t row = i; row < last_row; ++row) {
          out[column * rows + row] = in[row * columns + column];
        }
      }
    }
  }
}

}  // namespace zeroth::host
