#pragma once

#include <zeroth/formats/mapped_file.h>
#include <zeroth/matrix.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace zeroth::formats {

/// An array of a .npy file (format 1 to 3), mapped, as it lies in the file.
struct NpyArray {
  std::filesystem::path file;
  std::string dtype;  ///< NumPy's, without the order where it is this machine's: "f4", ">i8", "b1"
  bool fortran_order = false;
  std::vector<std::size_t> shape;
  const char* data = nullptr;  ///< at any place: aligned only where numpy.save wrote the file
  std::shared_ptr<const void> owner;

  std::size_t size() const;
};

/// What a .npy file says of itself, whether or not it holds numbers.
struct NpyHeader {
  std::string dtype;
  bool fortran_order = false;
  std::vector<std::size_t> shape;
  std::size_t end = 0;  ///< where the array begins
};

/// @throws Error as `read_npy`, but for what the array holds.
NpyHeader read_npy_header(const std::filesystem::path& file);
/// Of bytes that are there already, the first of a file or all; messages call it `file`.
NpyHeader read_npy_header(const MappedFile& mapped, const std::filesystem::path& file);

/// @throws Error(no_input) when there is no such file, Error(bad_data) when it is cut short or
/// holds no numbers.
NpyArray read_npy(const std::filesystem::path& file);
/// Of a file that is mapped already; messages call it `file`.
NpyArray read_npy(const MappedFile& mapped, const std::filesystem::path& file);

/// Rows and columns of a two-dimensional array.
/// @throws Error(bad_data) for another rank.
std::pair<std::int64_t, std::int64_t> matrix_shape(const NpyArray& array);

/// A two-dimensional array as float32; shares the mapping where it lies there as that.
/// @throws Error(bad_data) for another rank.
Matrix to_matrix(const NpyArray& array);

/// Its rows [first, end) alone, the same numbers: of the others none is read.
void copy_rows(const NpyArray& array, std::int64_t first, std::int64_t end, float* out);

/// The whole numbers of an array [n], [n,1] or [1,n] of any type.
/// @throws Error(bad_data) for another shape, or where a number is not whole.
std::vector<std::int64_t> to_integers(const NpyArray& array);

/// All bytes before the numbers of an array that write_npy() writes: "f4" or "i8".
std::string npy_start(const char* dtype, const std::vector<std::size_t>& shape);

/// Write in one step (see AtomicFile), data aligned for mapping.
void write_npy(const std::filesystem::path& file, const float* data,
               const std::vector<std::size_t>& shape);
void write_npy(const std::filesystem::path& file, const std::int64_t* data,
               const std::vector<std::size_t>& shape);

}  // namespace zeroth::formats
