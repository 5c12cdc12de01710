#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

struct _mat_t;

namespace zeroth::host {

/// A numeric variable of a MATLAB file, as stored: column by column.
struct MatArray {
  std::int64_t rows = 0, columns = 0;
  std::vector<double> doubles;  ///< when `single` is false
  std::vector<float> floats;    ///< when `single` is true
  bool single = false;
};

/// A MATLAB file, version 5 or 7.3, read by variable.
class MatFile {
 public:
  /// @throws Failure(no_input) when there is none, Failure(bad_data) when it is not a MATLAB file.
  explicit MatFile(std::filesystem::path path);
  ~MatFile();
  MatFile(const MatFile&) = delete;
  MatFile& operator=(const MatFile&) = delete;

  std::vector<std::string> names() const;
  bool has(const std::string& name) const;
  /// @throws Failure(bad_data) when it is missing, not a real matrix, or damaged.
  MatArray matrix(const std::string& name) const;
  /// Whole numbers of a vector, each less `base`.
  std::vector<std::int64_t> integers(const std::string& name, std::int64_t base) const;
  /// The texts of a cell array.
  std::vector<std::string> texts(const std::string& name) const;
  const std::filesystem::path& path() const { return path_; }

 private:
  [[noreturn]] void refuse(const std::string& what, const std::string& why) const;

  std::filesystem::path path_;
  _mat_t* file_ = nullptr;
};

}  // namespace zeroth::host
