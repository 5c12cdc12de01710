#include "host/data/image_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <system_error>

#include "host/base/problem.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

bool is_image(const fs::path& file) {
  static const char* const kEndings[] = {".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"};
  std::string ending = file.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::find(std::begin(kEndings), std::end(kEndings), ending) != std::end(kEndings);
}

[[noreturn]] void no_images(const fs::path& place, const std::string& why, const std::string& fix) {
  throw Failure(Exit::no_input, {"there are no images", place.string(), {why}, fix});
}

/// Collects the names of images, and those that are not there.
class Collector {
 public:
  explicit Collector(const fs::path& directory) : directory_(directory) {}

  bool add(const fs::path& name) {
    std::error_code unreadable;
    if (!fs::is_regular_file(directory_ / name, unreadable)) return false;
    list_.names.push_back(name.string());
    list_.files.push_back(directory_ / name);
    return true;
  }

  void miss(const std::string& name) { missing_.push_back(name); }

  ImageList finish(const fs::path& origin) {
    constexpr std::size_t kShown = 5;
    if (missing_.empty() && list_.names.empty()) no_images(origin, "it names none", "");
    if (missing_.empty()) return std::move(list_);
    const std::size_t count = missing_.size();
    missing_.resize(std::min(count, kShown));
    if (count > kShown) missing_.push_back(fmt::format("and {} more", count - kShown));
    throw Failure(Exit::no_input, {fmt::format("{} images are missing", count), directory_.string(),
                                   missing_, "give the directory that they are named from"});
  }

 private:
  const fs::path& directory_;
  ImageList list_;
  std::vector<std::string> missing_;
};

}  // namespace

ImageList images_in(const fs::path& directory) {
  ImageList list;
  std::error_code error;
  fs::recursive_directory_iterator entry(directory, error), end;
  for (; !error && entry != end; entry.increment(error)) {
    std::error_code unreadable;
    if (!is_image(entry->path()) || !entry->is_regular_file(unreadable)) continue;
    list.names.push_back(entry->path().lexically_relative(directory).string());
  }
  if (error) no_images(directory, error.message(), "give a directory of images with --images");
  if (list.names.empty()) {
    no_images(directory, "nothing in it ends like a JPEG, PNG, BMP, TIFF or WebP file",
              "name others with --list");
  }
  std::sort(list.names.begin(), list.names.end());
  for (const std::string& name : list.names) list.files.push_back(directory / name);
  return list;
}

ImageList images_listed(const fs::path& list, const fs::path& directory) {
  std::ifstream stream(list);
  if (!stream)
    throw Failure(Exit::no_input, {"cannot open the list of images", list.string(), {}, ""});
  Collector collector(directory);
  for (std::string line; std::getline(stream, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (!line.empty() && !collector.add(line)) collector.miss(line);
  }
  return collector.finish(list);
}

ImageList images_by_old_paths(const std::vector<std::string>& paths, const fs::path& directory) {
  Collector collector(directory);
  for (const std::string& path : paths) {
    fs::path rest = fs::path(path).relative_path();
    while (!rest.empty() && !collector.add(rest)) {
      fs::path shorter;
      for (auto part = std::next(rest.begin()); part != rest.end(); ++part) shorter /= *part;
      rest = shorter;
    }
    if (rest.empty()) collector.miss(path);
  }
  return collector.finish(directory);
}

}  // namespace zeroth::host
