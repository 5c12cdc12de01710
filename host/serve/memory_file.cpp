#include "host/serve/memory_file.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace zeroth::host {
namespace {

void write_all(int descriptor, const std::string& content) {
  for (std::size_t done = 0; done < content.size();) {
    const ssize_t wrote = write(descriptor, content.data() + done, content.size() - done);
    if (wrote < 0) throw std::system_error(errno, std::generic_category(), "no room for a request");
    done += static_cast<std::size_t>(wrote);
  }
}

}  // namespace

MemoryFile::MemoryFile(const std::string& content)
    : descriptor_(memfd_create("zeroth-body", MFD_CLOEXEC)) {
  try {
    write_all(descriptor_, content);
  } catch (...) {
    close(descriptor_);
    throw;
  }
}

MemoryFile::~MemoryFile() { close(descriptor_); }

std::filesystem::path MemoryFile::path() const {
  return "/proc/self/fd/" + std::to_string(descriptor_);
}

}  // namespace zeroth::host
