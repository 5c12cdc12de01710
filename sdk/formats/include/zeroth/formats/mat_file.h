#pragma once

#include <zeroth/formats/mat_source.h>
#include <zeroth/matrix.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace zeroth::formats {

/// A MATLAB file of any version from 4 to 7.3, in either order of bytes, by whatever program it was
/// written; read by variable. Every reader throws Error(bad_data) when the variable is missing,
/// damaged or of another kind than asked for.
class MatFile {
 public:
  /// @throws Error(no_input) when there is none, Error(bad_data) when it is not a MATLAB file
  /// or is cut short.
  explicit MatFile(std::filesystem::path path);

  const std::vector<MatVariable>& variables() const { return source_->variables(); }
  std::vector<std::string> names() const;
  bool has(const std::string& name) const;

  /// Rows and columns of a matrix without reading its numbers.
  struct Shape {
    std::int64_t rows = 0, columns = 0;
  };
  Shape shape(const std::string& name) const;

  /// The columns of a matrix, sparse or not, each as one row: a MATLAB matrix [D,N] lies in memory
  /// as N rows of D numbers. Single precision is not copied.
  Matrix columns(const std::string& name) const;
  /// Whole numbers of a vector of any type, each less `base`.
  std::vector<std::int64_t> integers(const std::string& name, std::int64_t base) const;
  /// The texts of a cell array or the rows of a char matrix as UTF-8; nothing when it is neither.
  std::vector<std::string> texts(const std::string& name) const;
  /// Why `texts` has nothing of a variable that is there, in a sentence that says what to do; empty
  /// when it has.
  std::string text_warning(const std::string& name) const;

  /// Reads a variable of numbers or texts to its end and forgets it.
  void check(std::size_t variable) const;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::size_t require(const std::string& name) const;
  /// The number of a variable that is a real matrix.
  std::size_t require_matrix(const std::string& name) const;
  StoredNumbers read(std::size_t variable) const;
  [[noreturn]] void refuse_damage(std::size_t variable, const MatDamage& damage) const;

  std::filesystem::path path_;
  std::unique_ptr<const MatSource> source_;
};

}  // namespace zeroth::formats
