#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace zeroth::host {

/// Images in the order of the rows that they become.
struct ImageList {
  std::vector<std::string> names;  ///< below the directory
  std::vector<std::filesystem::path> files;
};

/// Whether a file is called like an image.
bool has_name_of_image(const std::filesystem::path& file);

/// All images in a directory and below it, by name.
/// @param otherwise  what to do where its files are not called like images
/// @throws Failure(no_input) when there are none.
ImageList images_in(const std::filesystem::path& directory,
                    const std::string& otherwise =
                        "give a directory that has some, with "
                        "such endings");

/// Images by their names below the directory, in this order; none that leads out of it.
/// @param origin  what names them, for messages.
/// @throws Failure(no_input) when one is missing.
ImageList images_named(const std::vector<std::string>& names,
                       const std::filesystem::path& directory, const std::filesystem::path& origin);

/// The images that a text file names, one a line; none that leads out of the directory, as "..",
/// a path from the root or a link may.
/// @throws Failure(no_input) when the list or an image is missing.
ImageList images_listed(const std::filesystem::path& list, const std::filesystem::path& directory);

/// The images that a data set names by the places they once had, on whatever system: of each path
/// the longest end that exists in the directory and does not lead out of it.
/// @throws Failure(no_input) when an image is missing.
ImageList images_by_old_paths(const std::vector<std::string>& paths,
                              const std::filesystem::path& directory);

}  // namespace zeroth::host
