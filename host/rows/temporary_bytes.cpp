#include "host/rows/temporary_bytes.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include "host/base/problem.h"

namespace zeroth::host {

TemporaryBytes::TemporaryBytes(std::string source)
    : source_(std::move(source)), file_(std::tmpfile(), std::fclose) {
  if (!file_) fail();
}

void TemporaryBytes::add(const void* data, std::size_t size) {
  if (std::fwrite(data, 1, size, file_.get()) != size) fail();
}

formats::MappedFile TemporaryBytes::mapped() {
  if (std::fflush(file_.get()) != 0) fail();
  return formats::map_file("/proc/self/fd/" + std::to_string(fileno(file_.get())));
}

void TemporaryBytes::fail() const {
  throw Failure(Exit::io, {source_ + " cannot be kept in a temporary file",
                           source_,
                           {std::strerror(errno)},
                           "make room, or give the rows as a .npy file"});
}

}  // namespace zeroth::host
