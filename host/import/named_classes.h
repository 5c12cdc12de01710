#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace zeroth::host {

/// Classes in the order of their names, and which of them each image is of.
struct NamedClasses {
  std::vector<std::string> names;    ///< [C]
  std::vector<std::int64_t> labels;  ///< [N], of the images
};

/// Where the names of classes come from, for messages.
struct ClassSource {
  std::string place;  ///< a folder or file
  std::string what;   ///< "images that can be read"
  std::string fix;    ///< how to give a class more
};

/// @param names  of the class of each image.
/// @throws Failure(bad_data) when there are fewer than two classes.
NamedClasses named_classes(const std::vector<std::string>& names, const ClassSource& source);

}  // namespace zeroth::host
