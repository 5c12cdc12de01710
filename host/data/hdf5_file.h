#pragma once

#include <H5Ipublic.h>

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "host/data/matrix.h"

namespace zeroth::host {

/// Held around every call into HDF5. The library need not be built for several threads, and it
/// prints its own account of an error, thread by thread, unless it is told not to.
class Hdf5Lock {
 public:
  Hdf5Lock();

 private:
  std::lock_guard<std::recursive_mutex> guard_;
};

/// What HDF5 says went wrong in its last call, in its own words.
std::string hdf5_error();

/// An identifier of HDF5 that is given back at the end.
class Hdf5Id {
 public:
  Hdf5Id() = default;
  explicit Hdf5Id(hid_t id) : id_(id) {}
  ~Hdf5Id();
  Hdf5Id(Hdf5Id&& other) noexcept : id_(std::exchange(other.id_, -1)) {}
  Hdf5Id& operator=(Hdf5Id other) noexcept {
    std::swap(id_, other.id_);
    return *this;
  }
  Hdf5Id(const Hdf5Id&) = delete;

  hid_t get() const { return id_; }
  explicit operator bool() const { return id_ >= 0; }

 private:
  hid_t id_ = -1;
};

/// An HDF5 file, read by data set. Every reader throws Failure(bad_data) when the data set is
/// missing, damaged or of another type or rank than asked for.
class Hdf5File {
 public:
  /// @throws Failure(no_input) when there is none, Failure(bad_data) when it is not an HDF5 file or
  /// is cut short.
  explicit Hdf5File(std::filesystem::path path);

  std::vector<std::string> names() const;  ///< of the data sets at the top
  bool has(const std::string& name) const;

  /// A data set that is there, with as many dimensions as `wanted` says: "float32 [N, M, H, W]".
  struct DataSet {
    Hdf5Id id;
    std::string type;  ///< "float32", "int64", "uint16", "text", ...
    std::vector<std::int64_t> shape;
  };
  DataSet open(const std::string& name, std::size_t rank, const std::string& wanted) const;

  /// Numbers of any type as float32.
  Matrix matrix(const std::string& name, const std::string& axes) const;
  /// Whole numbers of any type.
  std::vector<std::int64_t> integers(const std::string& name) const;
  /// Texts of fixed or varying length.
  std::vector<std::string> texts(const std::string& name) const;

  const std::filesystem::path& path() const { return path_; }
  [[noreturn]] void refuse(const std::string& what, const std::string& why,
                           const std::string& fix = "") const;
  /// That a data set is not what was asked for.
  [[noreturn]] void refuse_kind(const std::string& name, const DataSet& found,
                                const std::string& wanted) const;

 private:
  void read(const DataSet& data, const std::string& name, hid_t type, void* out) const;

  std::filesystem::path path_;
  Hdf5Id file_;
};

}  // namespace zeroth::host
