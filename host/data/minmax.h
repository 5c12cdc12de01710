#pragma once

#include <zeroth/matrix.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace zeroth::host {

/// Scales every column to [0,1] by minimum and range of chosen rows (plugins/README.md). Fitted
/// in double precision; a column without range is divided by 1.
struct MinMax {
  std::vector<double> minimum;  ///< [D]
  std::vector<double> divisor;  ///< [D]

  /// `row(i)` is a pointer to the i-th of `count` rows of `columns` values.
  template <class Row>
  static MinMax fit(std::int64_t count, std::int64_t columns, Row&& row);
  static MinMax fit(const Matrix& matrix, const std::vector<std::int64_t>& rows);

  /// (x - minimum) / divisor of one row.
  template <class In, class Out>
  void apply_row(const In* in, Out* out) const;
  /// The chosen rows, one after the other, into `out` [rows.size(), D].
  void apply(const Matrix& matrix, const std::vector<std::int64_t>& rows, float* out) const;
};

template <class Row>
MinMax MinMax::fit(std::int64_t count, std::int64_t columns, Row&& row) {
  MinMax scale;
  scale.minimum.assign(row(0), row(0) + columns);
  std::vector<double> maximum = scale.minimum;
  for (std::int64_t i = 1; i < count; ++i) {
    const auto* x = row(i);
    for (std::size_t j = 0; j < maximum.size(); ++j) {
      scale.minimum[j] = std::min<double>(scale.minimum[j], x[j]);
      maximum[j] = std::max<double>(maximum[j], x[j]);
    }
  }
  for (std::size_t j = 0; j < maximum.size(); ++j) {
    const double range = maximum[j] - scale.minimum[j];
    scale.divisor.push_back(range == 0 ? 1.0 : range);
  }
  return scale;
}

template <class In, class Out>
void MinMax::apply_row(const In* in, Out* out) const {
  for (std::size_t j = 0; j < minimum.size(); ++j) {
    out[j] = static_cast<Out>((static_cast<double>(in[j]) - minimum[j]) / divisor[j]);
  }
}

}  // namespace zeroth::host
