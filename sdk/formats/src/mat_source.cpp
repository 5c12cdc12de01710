#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/formats/mat_source.h>

#include <algorithm>
#include <array>
#include <memory>

namespace zeroth::formats {
namespace {

// 512 MiB as float32. A sparse matrix may claim any size in a few bytes.
constexpr std::size_t kMostFilled = std::size_t{1} << 27;

}  // namespace

bool MatVariable::holds_numbers() const {
  static constexpr std::array<const char*, 11> kNumeric = {"double", "single", "int8",   "uint8",
                                                           "int16",  "uint16", "int32",  "uint32",
                                                           "int64",  "uint64", "logical"};
  return std::find(kNumeric.begin(), kNumeric.end(), kind) != kNumeric.end();
}

std::string MatVariable::words() const {
  const std::string word = kind == "char"              ? "text"
                           : kind == "function_handle" ? "function handle"
                                                       : kind;
  return fmt::format("{}{}{}", is_sparse ? "sparse " : "", is_complex ? "complex " : "", word);
}

std::size_t count_of(const MatVariable& variable) {
  std::size_t count = 1;
  for (const auto length : variable.size) {
    if (length < 0 || __builtin_mul_overflow(count, length, &count)) {
      throw MatDamage{fmt::format("its size [{}] cannot be", fmt::join(variable.size, ", "))};
    }
  }
  return count;
}

std::vector<std::int64_t> integers_of(const StoredNumbers& numbers) {
  std::vector<std::int64_t> values(numbers.count);
  if (copy_as_integers(numbers, values.data())) throw MatDamage{"its indices are damaged"};
  return values;
}

FilledMatrix::FilledMatrix(const MatVariable& variable)
    : rows_(variable.rows()), columns_(variable.columns()) {
  if (variable.size.size() != 2) throw MatDamage{"it is sparse and has not two dimensions"};
  const std::size_t count = count_of(variable);
  if (count > kMostFilled) {
    throw MatDamage{fmt::format("it is sparse, and [{}, {}] is too large to be filled with zeros",
                                rows_, columns_),
                    "save a smaller matrix"};
  }
  values_ = std::make_shared<std::vector<float>>(count, 0.0f);
}

void FilledMatrix::set(std::int64_t row, std::int64_t column, float value) {
  if (row < 0 || row >= rows_ || column < 0 || column >= columns_) {
    throw MatDamage{"its indices are damaged"};
  }
  (*values_)[static_cast<std::size_t>(column * rows_ + row)] = value;
}

StoredNumbers FilledMatrix::numbers() const {
  return {{NumberType::floating, sizeof(float), false},
          reinterpret_cast<const char*>(values_->data()),
          values_->size(),
          values_};
}

StoredNumbers fill_sparse(const MatVariable& variable, const std::vector<std::int64_t>& row_indices,
                          const std::vector<std::int64_t>& column_starts,
                          const StoredNumbers& entries) {
  FilledMatrix filled(variable);
  if (column_starts.size() < static_cast<std::size_t>(variable.columns()) + 1) {
    throw MatDamage{"its columns are damaged"};
  }
  std::vector<float> values(entries.count);
  copy_as_floats(entries, values.data());
  const auto stored = static_cast<std::int64_t>(std::min(row_indices.size(), values.size()));
  for (std::int64_t column = 0; column < variable.columns(); ++column) {
    const auto at = static_cast<std::size_t>(column);
    const std::int64_t begin = column_starts[at], end = column_starts[at + 1];
    if (begin < 0 || end > stored) throw MatDamage{"its columns are damaged"};
    for (auto i = begin; i < end; ++i) {
      filled.set(row_indices[static_cast<std::size_t>(i)], column,
                 values[static_cast<std::size_t>(i)]);
    }
  }
  return filled.numbers();
}

}  // namespace zeroth::formats
