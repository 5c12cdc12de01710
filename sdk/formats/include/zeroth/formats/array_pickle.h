#pragma once

#include <zeroth/formats/stored_numbers.h>
#include <zeroth/matrix.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace zeroth::formats {

/// The array of a Python pickle (protocol 2 to 5) that holds exactly one NumPy array, as attribute
/// word vectors are distributed. Nothing in the pickle is executed: its opcodes only say which
/// numbers lie where.
struct PickledArray {
  std::string dtype;  ///< NumPy's: "<f8"
  bool fortran_order = false;
  std::vector<std::int64_t> shape;
  StoredNumbers numbers;
};

/// @throws Error(no_input) when there is no such file, Error(bad_data) when it holds anything
/// else, or an array of no numbers.
PickledArray read_array_pickle(const std::filesystem::path& file);

/// The same where it has two dimensions, as float32.
/// @throws Error(bad_data) for another rank.
Matrix read_matrix_pickle(const std::filesystem::path& file);

}  // namespace zeroth::formats
