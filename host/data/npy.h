#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "host/data/matrix.h"

namespace zeroth::host {

/// An array of a .npy file (format 1 to 3), mapped, in C order.
struct NpyArray {
  std::filesystem::path file;
  std::string dtype;  ///< "f4", "f8", "i4", "i8", "u1", "u2"; little-endian
  std::vector<std::size_t> shape;
  const char* data = nullptr;
  std::shared_ptr<const void> owner;

  std::size_t size() const;
};

/// @throws Failure(no_input) when there is no such file, Failure(bad_data) when it is cut short, of
/// another type or in Fortran order.
NpyArray read_npy(const std::filesystem::path& file);

/// A two-dimensional array as float32; shares the mapping when it is float32 already.
/// @throws Failure(bad_data) for another rank.
Matrix to_matrix(const NpyArray& array);

/// A one-dimensional array of whole numbers.
/// @throws Failure(bad_data) for another rank or type.
std::vector<std::int64_t> to_integers(const NpyArray& array);

/// Write in one step (see AtomicFile), data aligned for mapping.
void write_npy(const std::filesystem::path& file, const float* data,
               const std::vector<std::size_t>& shape);
void write_npy(const std::filesystem::path& file, const std::int64_t* data,
               const std::vector<std::size_t>& shape);

}  // namespace zeroth::host
