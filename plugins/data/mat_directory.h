#pragma once

#include <zeroth/data_reader.h>

#include <filesystem>

namespace zeroth {

/// How data.xlsa17 would read a directory of MATLAB files whose names nobody has said: they are
/// found by their content. Nothing where no file there holds features or splits.
/// @throws Error(no_input) where one of the two, or the descriptors, are missing.
std::optional<Recognised> recognise_mat_directory(const std::filesystem::path& directory,
                                                  const Values& given);

}  // namespace zeroth
