#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <utility>

namespace zeroth::formats {

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

/// HDF5's hid_t, whose header not everybody who opens a file should need.
using Hdf5Handle = std::int64_t;

/// An identifier of HDF5 that is given back at the end.
class Hdf5Id {
 public:
  Hdf5Id() = default;
  explicit Hdf5Id(Hdf5Handle id) : id_(id) {}
  ~Hdf5Id();
  Hdf5Id(Hdf5Id&& other) noexcept : id_(std::exchange(other.id_, -1)) {}
  Hdf5Id& operator=(Hdf5Id other) noexcept {
    std::swap(id_, other.id_);
    return *this;
  }
  Hdf5Id(const Hdf5Id&) = delete;

  Hdf5Handle get() const { return id_; }
  explicit operator bool() const { return id_ >= 0; }

 private:
  Hdf5Handle id_ = -1;
};

}  // namespace zeroth::formats
