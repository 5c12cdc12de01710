#include "host/conformance/file_copies.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "host/conformance/component.h"

namespace zeroth::host {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMostFiles = 40;
constexpr std::uintmax_t kMostBytes = 64 << 20;

}  // namespace

ScratchFolder::ScratchFolder() {
  std::string name = (fs::temp_directory_path() / "zeroth-kit-XXXXXX").string();
  if (!mkdtemp(name.data())) {
    throw std::system_error(errno, std::generic_category(), "cannot make a folder for a check");
  }
  path_ = name;
}

ScratchFolder::~ScratchFolder() {
  std::error_code in_vain;  // what is left is in the system's folder for such things
  fs::remove_all(path_, in_vain);
}

FileCopies::FileCopies(const Subject& subject) : params_(needed_parameters(subject)) {
  for (const ParameterDescription& one : description_of(subject).parameters) {
    if (!one.is_path || !params_.contains(one.name)) continue;
    const fs::path given = fs::absolute(params_.at(one.name).get<std::string>());
    const fs::path own = folder_.path() / one.name;
    const bool folder = fs::is_directory(given);
    link_folder(folder ? given : given.parent_path(), own, folder);
    params_[one.name] = (folder ? own : own / given.filename()).string();
  }
}

void FileCopies::link_folder(const fs::path& from, const fs::path& to, bool deep) {
  fs::create_directory(to);
  for (const fs::directory_entry& one : fs::directory_iterator(from)) {
    const fs::path copy = to / one.path().filename();
    if (one.is_directory() && deep) link_folder(one.path(), copy, deep);
    if (!one.is_regular_file()) continue;
    fs::create_symlink(one.path(), copy);
    files_.push_back(copy);
    originals_.push_back(one.path());
    bytes_ += one.file_size();
    if (files_.size() <= kMostFiles && bytes_ <= kMostBytes) continue;
    throw std::invalid_argument(
        fmt::format("damaged files are tried with up to {} files of {} MiB in all: give it a "
                    "smaller data set in a folder of its own",
                    kMostFiles, kMostBytes >> 20));
  }
}

fs::path FileCopies::original_of(const fs::path& file) const {
  const auto found = std::find(files_.begin(), files_.end(), file);
  return originals_.at(static_cast<std::size_t>(found - files_.begin()));
}

std::uintmax_t FileCopies::size_of(const fs::path& file) const {
  return fs::file_size(original_of(file));
}

void FileCopies::remove(const fs::path& file) const { fs::remove(file); }

void FileCopies::cut(const fs::path& file, std::uintmax_t bytes) const {
  fs::remove(file);
  fs::copy_file(original_of(file), file);
  fs::resize_file(file, bytes);
}

void FileCopies::mend(const fs::path& file) const {
  fs::remove(file);
  fs::create_symlink(original_of(file), file);
}

}  // namespace zeroth::host
