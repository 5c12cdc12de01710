#include <sys/mman.h>
#include <zeroth/error.h>
#include <zeroth/formats/mapped_file.h>
#include <zeroth/formats/regular_file.h>

#include <cerrno>
#include <cstring>

namespace zeroth::formats {

MappedFile map_file(const std::filesystem::path& file) {
  const RegularFile opened(file);
  if (!opened) {
    throw Error(Fault::no_input, {"cannot open a file", file.string(), {opened.why()}, ""});
  }
  MappedFile mapped;
  mapped.size = opened.size();
  if (mapped.size == 0) return mapped;
  void* memory = mmap(nullptr, mapped.size, PROT_READ, MAP_PRIVATE, opened.descriptor(), 0);
  if (memory == MAP_FAILED) {
    throw Error(Fault::io, {"cannot map a file", file.string(), {std::strerror(errno)}, ""});
  }
  mapped.data = static_cast<const char*>(memory);
  mapped.owner = std::shared_ptr<const void>(
      memory, [size = mapped.size](const void* m) { munmap(const_cast<void*>(m), size); });
  return mapped;
}

}  // namespace zeroth::formats
