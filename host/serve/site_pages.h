#pragma once

#include <string>
#include <string_view>

namespace zeroth::host {

/// A file of the folder `page`, as CMake has built it in.
struct PageFile {
  std::string_view path, type, content;
};

/// The file that stands at a path of the server, "/" or "/page.js"; none: null.
const PageFile* page_file(std::string_view path);

}  // namespace zeroth::host
