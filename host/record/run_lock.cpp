#include "host/record/run_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "host/base/problem.h"

namespace zeroth::host {
namespace {

constexpr const char* kLockFile = "lock";

std::string content_of(int descriptor) {
  std::array<char, 256> text{};
  const ssize_t size = pread(descriptor, text.data(), text.size() - 1, 0);
  std::string line(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  return line.substr(0, line.find('\n'));
}

std::string this_process() {
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  return fmt::format("process {} on {}", getpid(), host.data());
}

int open_existing(const std::filesystem::path& directory) {
  return open((directory / kLockFile).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
}

[[noreturn]] void cannot_lock(const std::filesystem::path& file) {
  throw Failure(Exit::cannot_create, {"cannot lock the run directory",
                                      file.string(),
                                      {std::strerror(errno)},
                                      "make the directory writable"});
}

[[noreturn]] void in_use(const std::filesystem::path& directory, const std::string& holder) {
  throw Failure(Exit::run_failed,
                {"the run directory is in use",
                 directory.string(),
                 {holder.empty() ? "another process writes it" : holder + " writes it"},
                 "wait until it ends, or stop it"});
}

}  // namespace

RunLock::RunLock(const std::filesystem::path& directory) {
  const std::filesystem::path file = directory / kLockFile;
  descriptor_ = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
  if (descriptor_ < 0) cannot_lock(file);
  if (flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    const int error = errno;
    const std::string holder = content_of(descriptor_);
    close(descriptor_);
    if (error == EWOULDBLOCK) in_use(directory, holder);
    errno = error;
    cannot_lock(file);
  }
  // For whoever comes second. Where it cannot be written the lock holds all the same.
  const std::string line = this_process() + "\n";
  if (ftruncate(descriptor_, 0) == 0) {
    static_cast<void>(!pwrite(descriptor_, line.data(), line.size(), 0));
  }
}

RunLock::RunLock(RunLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

RunLock::~RunLock() {
  if (descriptor_ >= 0) close(descriptor_);
}

std::string RunLock::last_holder(const std::filesystem::path& directory) {
  const int descriptor = open_existing(directory);
  if (descriptor < 0) return "";
  const std::string holder = content_of(descriptor);
  close(descriptor);
  return holder;
}

bool RunLock::is_held(const std::filesystem::path& directory) {
  const int descriptor = open_existing(directory);
  if (descriptor < 0) return false;
  const bool held = flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  close(descriptor);
  return held;
}

StartLock::StartLock(const std::filesystem::path& runs)
    : descriptor_(open(runs.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)),
      is_held_(descriptor_ >= 0 && flock(descriptor_, LOCK_EX) == 0) {}

StartLock::~StartLock() {
  if (descriptor_ >= 0) close(descriptor_);
}

}  // namespace zeroth::host
