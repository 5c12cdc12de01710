#include "host/data/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "host/base/problem.h"

namespace zeroth::host {
namespace {

struct Descriptor {
  explicit Descriptor(int opened) : value(opened) {}
  ~Descriptor() {
    if (value >= 0) close(value);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int value;
};

}  // namespace

MappedFile map_file(const std::filesystem::path& file) {
  const Descriptor descriptor(open(file.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat info {};
  if (descriptor.value < 0 || fstat(descriptor.value, &info) != 0 || !S_ISREG(info.st_mode)) {
    const std::string why =
        descriptor.value < 0 ? std::strerror(errno) : "it is not a regular file";
    throw Failure(Exit::no_input, {"cannot open a file", file.string(), {why}, ""});
  }
  MappedFile mapped;
  mapped.size = static_cast<std::size_t>(info.st_size);
  if (mapped.size == 0) return mapped;
  void* memory = mmap(nullptr, mapped.size, PROT_READ, MAP_PRIVATE, descriptor.value, 0);
  if (memory == MAP_FAILED) {
    throw Failure(Exit::io, {"cannot map a file", file.string(), {std::strerror(errno)}, ""});
  }
  mapped.data = static_cast<const char*>(memory);
  mapped.owner = std::shared_ptr<const void>(
      memory, [size = mapped.size](const void* m) { munmap(const_cast<void*>(m), size); });
  return mapped;
}

}  // namespace zeroth::host
