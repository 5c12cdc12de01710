#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace zeroth::host {

/// A variable of a file, as a person wants to see it.
struct Variable {
  std::string name;                 ///< as the file calls it; "array" in a .npy file or a pickle
  std::string kind;                 ///< "double", "text", "cell", "struct", "float16", ...
  std::vector<std::int64_t> shape;  ///< as the file's own tools say it; MATLAB: rows, columns, ...
  std::string remark;               ///< "of texts", "a MATLAB string: save cellstr(...)", or empty

  std::string text() const;  ///< "double [4,3,3]", "text [1,17]", "struct", "cell [16,1] of texts"
};

/// What is in any single file, going by its content, not its name: MATLAB's of versions 4 to 7.3,
/// other HDF5 files, .npy, pickles of an array. All of it is read, so that damage is found.
/// @throws Failure(no_input) when there is no regular file, Failure(bad_data) when it is damaged or
/// another kind of file.
std::vector<Variable> list_variables(const std::filesystem::path& file);

}  // namespace zeroth::host
