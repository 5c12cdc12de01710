#include "host/import/class_folders.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "host/base/problem.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

constexpr char kFix[] = "put the images of each class into a folder of the class's name";

/// Empty where the image lies in no folder.
std::string folder_of(const std::string& image) {
  const auto slash = image.find('/');
  return slash == std::string::npos ? "" : image.substr(0, slash);
}

std::int64_t place_of_name(const std::vector<std::string>& sorted, const std::string& name) {
  return std::lower_bound(sorted.begin(), sorted.end(), name) - sorted.begin();
}

}  // namespace

ClassFolders class_folders(const ImageList& images, const fs::path& directory) {
  ClassFolders classes;
  std::vector<std::string>& names = classes.names;
  for (const std::string& image : images.names) {
    names.push_back(folder_of(image));
    if (!names.back().empty()) continue;
    throw Failure(Exit::bad_data, {"an image lies in no class folder",
                                   (directory / image).string(),
                                   {"the folder of an image names its class"},
                                   kFix});
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  if (names.size() < 2) {
    throw Failure(Exit::bad_data, {"there are too few classes",
                                   directory.string(),
                                   {fmt::format("all images that can be read are of \"{}\", and "
                                                "seen and unseen classes need one each",
                                                names.front())},
                                   kFix});
  }
  for (const std::string& image : images.names) {
    classes.labels.push_back(place_of_name(names, folder_of(image)));
  }
  return classes;
}

std::vector<std::string> folders_without_images(const ClassFolders& classes,
                                                const fs::path& directory) {
  std::vector<std::string> found;
  std::error_code unreadable;
  for (const auto& entry : fs::directory_iterator(directory, unreadable)) {
    const std::string name = entry.path().filename().string();
    const bool is_class = std::binary_search(classes.names.begin(), classes.names.end(), name);
    if (!is_class && entry.is_directory(unreadable)) found.push_back(name);
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace zeroth::host
