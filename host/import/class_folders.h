#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "host/extract/image_list.h"

namespace zeroth::host {

/// Classes by the names of the folders that their images lie in, in the order of the names.
struct ClassFolders {
  std::vector<std::string> names;    ///< [C]
  std::vector<std::int64_t> labels;  ///< [N], of the images
};

/// The first folder in the name of each image below `directory`.
/// @throws Failure(bad_data) when an image lies in none, or there are fewer than two classes.
ClassFolders class_folders(const ImageList& images, const std::filesystem::path& directory);

/// Folders of `directory` that are no class, since none of these images lies in them.
std::vector<std::string> folders_without_images(const ClassFolders& classes,
                                                const std::filesystem::path& directory);

}  // namespace zeroth::host
