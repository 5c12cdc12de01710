#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "host/data/matrix.h"

struct _mat_t;
struct matvar_t;

namespace zeroth::host {

/// A MATLAB file, version 5 or 7.3, read by variable. Every reader throws Failure(bad_data) when
/// the variable is missing, damaged or of another kind than asked for.
class MatFile {
 public:
  /// @throws Failure(no_input) when there is none, Failure(bad_data) when it is not a MATLAB file
  /// or is cut short.
  explicit MatFile(std::filesystem::path path);
  ~MatFile();
  MatFile(const MatFile&) = delete;
  MatFile& operator=(const MatFile&) = delete;

  std::vector<std::string> names() const;
  bool has(const std::string& name) const;

  /// Rows and columns of a matrix without reading its numbers.
  struct Shape {
    std::int64_t rows = 0, columns = 0;
  };
  Shape shape(const std::string& name) const;

  /// The columns of a matrix, each as one row: a MATLAB matrix [D,N] lies in memory as N rows of D
  /// numbers. Single precision is not copied.
  Matrix columns(const std::string& name) const;
  /// Whole numbers of a vector, each less `base`.
  std::vector<std::int64_t> integers(const std::string& name, std::int64_t base) const;
  /// The texts of a cell array as UTF-8; nothing when it is no cell array.
  std::vector<std::string> texts(const std::string& name) const;

  const std::filesystem::path& path() const { return path_; }

 private:
  using Variable = std::shared_ptr<const matvar_t>;

  void require(const std::string& name) const;
  /// A real matrix with its numbers.
  Variable read(const std::string& name) const;
  [[noreturn]] void refuse(const std::string& what, const std::string& why) const;

  std::filesystem::path path_;
  std::unique_ptr<_mat_t, int (*)(_mat_t*)> file_;
};

}  // namespace zeroth::host
