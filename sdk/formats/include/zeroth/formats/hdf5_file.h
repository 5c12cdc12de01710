#pragma once

#include <zeroth/formats/hdf5_data_set.h>
#include <zeroth/formats/hdf5_handle.h>
#include <zeroth/matrix.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace zeroth::formats {

/// An HDF5 file, read by data set. Every reader throws Error(bad_data) when the data set is
/// missing, damaged, of another type or rank than asked for, or lies in another file.
class Hdf5File {
 public:
  /// @throws Error(no_input) when there is none, Error(bad_data) when it is not an HDF5 file or
  /// is cut short.
  explicit Hdf5File(std::filesystem::path path);

  std::vector<std::string> names() const;  ///< of the data sets at the top
  /// Of all data sets, those in groups too: "group/rows".
  std::vector<std::string> all_names() const;
  bool has(const std::string& name) const;

  using DataSet = Hdf5DataSet;
  /// A data set that is there and lies in this file.
  DataSet open(const std::string& name) const;
  /// The same, with as many dimensions as `wanted` says: "numbers [N, M, H, W]".
  DataSet open(const std::string& name, std::size_t rank, const std::string& wanted) const;

  /// Numbers of any type as float32.
  Matrix matrix(const std::string& name, const std::string& axes) const;
  /// Whole numbers of any type, also floating: [n], [n, 1] or [1, n].
  std::vector<std::int64_t> integers(const std::string& name) const;
  /// Texts of fixed or varying length: [n], [n, 1] or [1, n].
  std::vector<std::string> texts(const std::string& name) const;

  const std::filesystem::path& path() const { return path_; }
  Hdf5Handle handle() const { return file_.get(); }
  [[noreturn]] void refuse(const std::string& what, const std::string& why,
                           const std::string& fix = "") const;
  /// That a data set is not what was asked for.
  [[noreturn]] void refuse_kind(const std::string& name, const DataSet& found,
                                const std::string& wanted) const;

 private:
  DataSet open_vector(const std::string& name, const std::string& wanted) const;

  std::filesystem::path path_;
  Hdf5Id file_;
};

}  // namespace zeroth::formats
