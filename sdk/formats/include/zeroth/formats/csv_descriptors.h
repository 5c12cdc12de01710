#pragma once

#include <zeroth/matrix.h>

#include <filesystem>
#include <string>
#include <vector>

namespace zeroth::formats {

/// Descriptors of classes, and what the classes are called where their source says it.
struct Descriptors {
  Matrix values;                                  ///< [C,d]
  std::vector<std::string> class_names;           ///< [C], or empty
  std::vector<std::string> attribute_names = {};  ///< [d], or empty: only a header names them
};

/// Descriptors in a .csv file, a line for each class. A first line that holds anything but numbers,
/// or counts the columns from 0 as pandas does, is a header. The first column holds names of
/// classes where it is not made of numbers, where it counts the lines, or where its header is empty
/// or "class" or "name". Numbers have a decimal point; an empty field is not a number.
/// @throws Error(no_input) when there is no such file, Error(bad_data) when it is no such
/// table.
Descriptors read_csv_descriptors(const std::filesystem::path& file);

}  // namespace zeroth::formats
