#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zeroth/error.h>
#include <zeroth/formats/regular_file.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace zeroth::formats {
namespace {

/// What is in the place of a file; nothing for a file.
const char* other_kind(mode_t mode) {
  if (S_ISREG(mode)) return nullptr;
  if (S_ISDIR(mode)) return "it is a directory, not a file";
  if (S_ISFIFO(mode)) return "it is a FIFO, not a regular file";
  if (S_ISSOCK(mode)) return "it is a socket, not a regular file";
  return "it is a device, not a regular file";
}

}  // namespace

RegularFile::RegularFile(const std::filesystem::path& file)
    : descriptor_(open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) {
  const int error = errno;
  struct stat info {};
  const bool known =
      (descriptor_ >= 0 ? fstat(descriptor_, &info) : stat(file.c_str(), &info)) == 0;
  const char* other = known ? other_kind(info.st_mode) : nullptr;
  if (other || descriptor_ < 0) {
    why_ = other ? other : std::strerror(error);
    close();
    return;
  }
  size_ = static_cast<std::size_t>(info.st_size);
}

RegularFile::~RegularFile() { close(); }

RegularFile::RegularFile(RegularFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      size_(other.size_),
      why_(std::move(other.why_)) {}

void RegularFile::close() {
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

std::string read_small_file(const std::filesystem::path& file) {
  const RegularFile opened(file);
  if (!opened) {
    throw Error(Fault::no_input, {"cannot open a file", file.string(), {opened.why()}, ""});
  }
  std::string text(opened.size(), '\0');
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t got = ::read(opened.descriptor(), text.data() + done, text.size() - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      throw Error(Fault::io, {"cannot read a file", file.string(), {std::strerror(errno)}, ""});
    }
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  text.resize(done);
  return text;
}

}  // namespace zeroth::formats
