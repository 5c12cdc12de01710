#include "host/extract/image_list.h"

#include <fmt/format.h>
#include <zeroth/formats/regular_file.h>

#include <algorithm>
#include <fstream>
#include <system_error>
#include <utility>

#include "host/base/lower_case.h"
#include "host/base/problem.h"
#include "host/base/read_failure.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void no_images(const fs::path& place, const std::string& why, const std::string& fix) {
  throw Failure(Exit::no_input, {"there are no images", place.string(), {why}, fix});
}

/// Whether a path, links resolved, is below a directory.
bool is_below(const fs::path& path, const fs::path& directory) {
  std::error_code error;
  const fs::path top = fs::canonical(directory, error), real = fs::canonical(path, error);
  if (error) return false;
  return std::mismatch(top.begin(), top.end(), real.begin(), real.end()).first == top.end();
}

/// Collects the names of images, and those that are not there. Names come from files that anybody
/// may have made: no image outside the directory is ever taken.
class Collector {
 public:
  explicit Collector(const fs::path& directory) : directory_(directory) {}

  bool add(const fs::path& name) {
    std::error_code unreadable;
    if (name.empty() || !fs::is_regular_file(directory_ / name, unreadable)) return false;
    if (!is_below(directory_ / name, directory_)) {
      leads_out_ = true;
      return false;
    }
    list_.names.push_back(name.string());
    list_.files.push_back(directory_ / name);
    leads_out_ = false;
    return true;
  }

  void miss(const std::string& name) {
    missing_.push_back(std::exchange(leads_out_, false) ? name + " leads out of the directory"
                                                        : name);
  }

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
  bool leads_out_ = false;  // something that was tried since an image was added or missed
};

/// The parts of a path that any system may have written: "C:\\a\\b.jpg", "/a/b.jpg", "a/b.jpg".
std::vector<std::string> parts_of(const std::string& path) {
  std::vector<std::string> parts(1);
  for (const char c : path) {
    if (c == '/' || c == '\\') {
      if (!parts.back().empty()) parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

/// Adds the longest end of the path that is there; nothing in front of a ".." is looked for.
bool add_longest_end(const std::string& path, Collector& collector) {
  const std::vector<std::string> parts = parts_of(path);
  const auto last_step_up = std::find(parts.rbegin(), parts.rend(), "..");
  for (auto first = last_step_up.base(); first != parts.end(); ++first) {
    fs::path end;
    for (auto part = first; part != parts.end(); ++part) end /= *part;
    if (collector.add(end)) return true;
  }
  return false;
}

}  // namespace

bool has_name_of_image(const fs::path& file) {
  static const char* const kEndings[] = {".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"};
  const std::string ending = lower_case(file.extension().string());
  return std::find(std::begin(kEndings), std::end(kEndings), ending) != std::end(kEndings);
}

ImageList images_in(const fs::path& directory, const std::string& otherwise) {
  ImageList list;
  std::error_code error;
  fs::recursive_directory_iterator entry(directory, error), end;
  for (; !error && entry != end; entry.increment(error)) {
    std::error_code unreadable;
    if (!has_name_of_image(entry->path()) || !entry->is_regular_file(unreadable)) continue;
    list.names.push_back(entry->path().lexically_relative(directory).string());
  }
  if (error) no_images(directory, error.message(), "give a directory of images that can be read");
  if (list.names.empty()) {
    no_images(directory, "nothing in it ends like a JPEG, PNG, BMP, TIFF or WebP file", otherwise);
  }
  std::sort(list.names.begin(), list.names.end());
  for (const std::string& name : list.names) list.files.push_back(directory / name);
  return list;
}

ImageList images_named(const std::vector<std::string>& names, const fs::path& directory,
                       const fs::path& origin) {
  Collector collector(directory);
  for (const std::string& name : names) {
    if (!collector.add(name)) collector.miss(name);
  }
  return collector.finish(origin);
}

ImageList images_listed(const fs::path& list, const fs::path& directory) {
  const formats::RegularFile opened(list);
  if (!opened) {
    throw Failure(Exit::no_input,
                  {"cannot open the list of images", list.string(), {opened.why()}, ""});
  }
  std::ifstream stream(list);
  std::vector<std::string> names;
  for (std::string line; std::getline(stream, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (!line.empty()) names.push_back(line);
  }
  expect_readable(stream, list);
  return images_named(names, directory, list);
}

ImageList images_by_old_paths(const std::vector<std::string>& paths, const fs::path& directory) {
  Collector collector(directory);
  for (const std::string& path : paths) {
    if (!add_longest_end(path, collector)) collector.miss(path);
  }
  return collector.finish(directory);
}

}  // namespace zeroth::host
