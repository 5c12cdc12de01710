#pragma once

#include <zeroth/formats/stored_numbers.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace zeroth::formats {

/// The kind of a variable of which nothing is known; reading it says why.
constexpr char kUnreadable[] = "unreadable";

/// What a MATLAB file says of a variable before its content is read.
struct MatVariable {
  std::string name;
  std::string
      kind;  ///< MATLAB's class: "double", "logical", "char", "cell", "struct", "table", ...
  std::vector<std::int64_t> size;  ///< rows, columns, ...; empty where the file does not say
  bool is_sparse = false, is_complex = false;

  std::int64_t rows() const { return size.size() == 2 ? size[0] : 0; }
  std::int64_t columns() const { return size.size() == 2 ? size[1] : 0; }
  /// Of any number of dimensions, logical ones included.
  bool holds_numbers() const;
  /// What it is, as a person says it: "sparse complex double", "text", "function handle".
  std::string words() const;
};

/// Why what was asked for cannot be read; MatFile says of which variable and file.
struct MatDamage {
  std::string why;
  std::string fix = "fetch the file again";
};

/// A MATLAB file of one version. The numbers of a variable are read when they are asked for, so
/// that one which nobody asks for harms nobody. Every reader throws MatDamage.
class MatSource {
 public:
  virtual ~MatSource() = default;

  virtual const std::vector<MatVariable>& variables() const = 0;
  /// Real numbers, column after column, as many as its size says; sparse ones with their zeros.
  virtual StoredNumbers numbers(std::size_t variable) const = 0;
  /// The rows of a char matrix or the texts in a cell array as UTF-8; nothing where a cell holds
  /// something else.
  virtual std::optional<std::vector<std::string>> texts(std::size_t variable) const = 0;
};

/// As many numbers as the size says.  @throws MatDamage where they are too many to be counted.
std::size_t count_of(const MatVariable& variable);

/// @throws MatDamage where one is not whole.
std::vector<std::int64_t> integers_of(const StoredNumbers& numbers);

/// A sparse matrix with its zeros.
class FilledMatrix {
 public:
  /// @throws MatDamage where it has not two dimensions, or is too large to be filled.
  explicit FilledMatrix(const MatVariable& variable);

  /// Counted from 0.  @throws MatDamage where there is no such place.
  void set(std::int64_t row, std::int64_t column, float value);
  StoredNumbers numbers() const;

 private:
  std::int64_t rows_, columns_;
  std::shared_ptr<std::vector<float>> values_;
};

/// A sparse matrix as MATLAB keeps it.
/// @param column_starts  where the entries of each column begin, and where the last one's end.
/// @throws MatDamage as FilledMatrix, or where the three do not fit together.
StoredNumbers fill_sparse(const MatVariable& variable, const std::vector<std::int64_t>& row_indices,
                          const std::vector<std::int64_t>& column_starts,
                          const StoredNumbers& entries);

}  // namespace zeroth::formats
