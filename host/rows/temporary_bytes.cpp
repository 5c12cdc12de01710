#include "host/rows/temporary_bytes.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "host/base/problem.h"

namespace zeroth::host {
namespace {

std::string temporary_folder() {
  std::error_code error;
  const auto folder = std::filesystem::temp_directory_path(error);
  return error ? "/tmp" : folder.string();
}

/// Without a name, but one may be given to it.
std::FILE* nameless_file() {
  const int descriptor =
      open(temporary_folder().c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
  // Not every file system has such files.
  return descriptor < 0 ? std::tmpfile() : fdopen(descriptor, "w+b");
}

std::string own_link(std::FILE* file) { return "/proc/self/fd/" + std::to_string(fileno(file)); }

}  // namespace

TemporaryBytes::TemporaryBytes(std::string source)
    : source_(std::move(source)), file_(nameless_file(), std::fclose) {
  if (!file_) fail();
}

TemporaryBytes::~TemporaryBytes() { without_name(); }

void TemporaryBytes::add(const void* data, std::size_t size) {
  if (std::fwrite(data, 1, size, file_.get()) != size) fail();
}

formats::MappedFile TemporaryBytes::mapped() {
  if (std::fflush(file_.get()) != 0) fail();
  return formats::map_file(own_link(file_.get()));
}

std::string TemporaryBytes::with_name() {
  if (std::fflush(file_.get()) != 0) fail();
  const std::string link = own_link(file_.get());
  const std::string name =
      fmt::format("{}/zeroth-{}-{}", temporary_folder(), getpid(), fileno(file_.get()));
  if (linkat(AT_FDCWD, link.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) != 0) return link;
  return name_ = name;
}

void TemporaryBytes::without_name() {
  if (!name_.empty()) unlink(name_.c_str());
  name_.clear();
}

void TemporaryBytes::fail() const {
  throw Failure(Exit::io, {source_ + " cannot be kept in a temporary file",
                           source_,
                           {std::strerror(errno)},
                           "make room where TMPDIR says, or give the rows as a .npy file"});
}

}  // namespace zeroth::host
