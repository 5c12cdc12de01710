#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "host/extract/image_list.h"

namespace zeroth::host {

/// Pictures that somebody labelled.
struct Pictures {
  ImageList images;
  std::vector<std::string> classes;  ///< name of the class of each image
};

/// All images below a directory, each of the class that its first folder is called.
/// @throws Failure(no_input) when there are none, Failure(bad_data) when one lies in no folder.
Pictures pictures_in(const std::filesystem::path& directory);

/// The images that a .csv file names: in each line the path below the directory, then the class. A
/// first line that names a column "class" is a header; then other columns may be there, and the
/// path is "path", "image" or "file".
/// @throws Failure or Error(no_input or bad_data) when an image is missing, comes twice or has no
/// class.
Pictures pictures_listed(const std::filesystem::path& list, const std::filesystem::path& directory);

/// Folders of `directory` in which none of the pictures lies.
std::vector<std::string> folders_without(const Pictures& pictures,
                                         const std::filesystem::path& directory);

}  // namespace zeroth::host
