#include "host/data/minmax.h"

namespace zeroth::host {

MinMax MinMax::fit(const Matrix& matrix, const std::vector<std::int64_t>& rows) {
  return fit(static_cast<std::int64_t>(rows.size()), matrix.columns(),
             [&](std::int64_t i) { return matrix.row(rows[static_cast<std::size_t>(i)]); });
}

void MinMax::apply(const Matrix& matrix, const std::vector<std::int64_t>& rows, float* out) const {
  for (const auto row : rows) {
    apply_row(matrix.row(row), out);
    out += matrix.columns();
  }
}

}  // namespace zeroth::host
