#include "host/data/attributes.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace zeroth::host {

Matrix unit_rows(const Matrix& matrix) {
  std::vector<float> values;
  values.reserve(static_cast<std::size_t>(matrix.rows() * matrix.columns()));
  for (std::int64_t i = 0; i < matrix.rows(); ++i) {
    const float* row = matrix.row(i);
    double square = 0;
    for (std::int64_t j = 0; j < matrix.columns(); ++j) square += double{row[j]} * row[j];
    const double norm = std::max(std::sqrt(square), 1e-12);
    for (std::int64_t j = 0; j < matrix.columns(); ++j) {
      values.push_back(static_cast<float>(row[j] / norm));
    }
  }
  return Matrix(std::move(values), matrix.rows(), matrix.columns());
}

}  // namespace zeroth::host
