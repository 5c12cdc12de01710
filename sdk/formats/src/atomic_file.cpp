#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zeroth/error.h>
#include <zeroth/formats/atomic_file.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace zeroth::formats {
namespace {

constexpr const char* kUnfinished = ".unfinished-";
constexpr const char* kRandom = "XXXXXX";  // what mkstemp replaces

/// A device or a pipe would be lost to all who use it.
void expect_replaceable(const std::filesystem::path& target) {
  std::error_code error;
  const auto kind = std::filesystem::symlink_status(target, error).type();
  using std::filesystem::file_type;
  if (kind != file_type::character && kind != file_type::block && kind != file_type::fifo &&
      kind != file_type::socket) {
    return;
  }
  throw Error(Fault::cannot_create, {"cannot replace what is no file",
                                     target.string(),
                                     {"there is a device, a pipe or a socket"},
                                     "name a file, or write to standard output"});
}

}  // namespace

AtomicFile::AtomicFile(std::filesystem::path target)
    : target_(std::move(target)), temporary_(target_.string() + kUnfinished + kRandom) {
  expect_replaceable(target_);
  descriptor_ = mkstemp(temporary_.data());
  if (descriptor_ >= 0) return;
  throw Error(Fault::cannot_create, {"cannot create a file",
                                     target_.string(),
                                     {std::strerror(errno)},
                                     "choose a place that is writable"});
}

AtomicFile::~AtomicFile() {
  if (descriptor_ < 0) return;
  close(descriptor_);
  unlink(temporary_.c_str());
}

void AtomicFile::fail() {
  throw Error(Fault::io, {"cannot write a file; its earlier version is untouched",
                          target_.string(),
                          {std::strerror(errno)},
                          "make room, then try again"});
}

void AtomicFile::write(const void* data, std::size_t size) {
  const char* next = static_cast<const char*>(data);
  while (size > 0) {
    const ssize_t written = ::write(descriptor_, next, size);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail();
    next += written;
    size -= static_cast<std::size_t>(written);
  }
}

void AtomicFile::commit() {
  // mkstemp makes the file private; give it what a plain open would have.
  const mode_t mask = umask(0);
  umask(mask);
  if (fchmod(descriptor_, 0666 & ~mask) != 0 || fsync(descriptor_) != 0) fail();
  if (rename(temporary_.c_str(), target_.c_str()) != 0) fail();
  close(descriptor_);
  descriptor_ = -1;
  const int folder = open(target_.parent_path().empty() ? "." : target_.parent_path().c_str(),
                          O_RDONLY | O_DIRECTORY);
  if (folder < 0) return;  // the file is in place; only a power cut could still undo it
  fsync(folder);
  close(folder);
}

bool is_unfinished_file(const std::string& name) {
  const auto at = name.rfind(kUnfinished);
  const auto length = std::strlen(kUnfinished) + std::strlen(kRandom);
  return at != std::string::npos && at + length == name.size();
}

void remove_unfinished_files(const std::filesystem::path& directory) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
    if (!is_unfinished_file(entry.path().filename().string())) continue;
    if (entry.is_regular_file(error)) unlink(entry.path().c_str());
  }
}

}  // namespace zeroth::formats
