#include <fmt/format.h>
#include <zeroth/formats/numpy_type.h>

#include <regex>
#include <utility>
#include <vector>

namespace zeroth::formats {
namespace {

/// From column after column to row after row.
std::vector<float> transposed(const std::vector<float>& values, std::size_t rows,
                              std::size_t columns) {
  std::vector<float> out(values.size());
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < columns; ++j) out[i * columns + j] = values[j * rows + i];
  }
  return out;
}

bool is_aligned(const char* data) {
  return reinterpret_cast<std::uintptr_t>(data) % alignof(float) == 0;
}

}  // namespace

std::optional<NumberType> numpy_type(const std::string& descr) {
  static const std::regex known("([<>=|]?)(f(?:2|4|8|16)|[iu][1248]|b1)");
  std::smatch parts;
  if (!std::regex_match(descr, parts, known)) return std::nullopt;
  const std::string type = parts[2].str();
  const auto kind = type[0] == 'f'   ? NumberType::floating
                    : type[0] == 'i' ? NumberType::integer
                                     : NumberType::natural;
  return NumberType{kind, std::stoul(type.substr(1)), parts[1].str() == ">"};
}

std::string other_numpy_type(const std::string& descr) {
  const auto is_any_of = [&](const char* letters) {
    return descr.find_first_of(letters) != std::string::npos;
  };
  if (descr.empty() || descr[0] == '[') return "records";
  if (is_any_of("O")) return "Python objects";
  if (is_any_of("US")) return "texts";
  if (is_any_of("c")) return "complex numbers";
  return "values of type " + descr;
}

Matrix numpy_matrix(const StoredNumbers& numbers, std::int64_t rows, std::int64_t columns,
                    bool fortran_order) {
  // A matrix of one row or one column lies the same in either order.
  const bool row_by_row = !fortran_order || rows == 1 || columns == 1;
  if (numbers.type.is_float32() && row_by_row && is_aligned(numbers.data)) {
    return Matrix(reinterpret_cast<const float*>(numbers.data), rows, columns, numbers.owner);
  }
  std::vector<float> values(numbers.count);
  copy_as_floats(numbers, values.data());
  if (!row_by_row) {
    values = transposed(values, static_cast<std::size_t>(rows), static_cast<std::size_t>(columns));
  }
  return Matrix(std::move(values), rows, columns);
}

}  // namespace zeroth::formats
