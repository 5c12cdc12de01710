#include <zeroth/formats/unit_rows.h>

#include <utility>
#include <vector>

namespace zeroth::formats {

Matrix unit_rows(const Matrix& matrix) {
  std::vector<float> values(static_cast<std::size_t>(matrix.rows() * matrix.columns()));
  unit_rows(matrix.data(), matrix.rows(), matrix.columns(), values.data());
  return Matrix(std::move(values), matrix.rows(), matrix.columns());
}

}  // namespace zeroth::formats
