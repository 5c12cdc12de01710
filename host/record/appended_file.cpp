#include "host/record/appended_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "host/base/open_descriptor.h"
#include "host/base/problem.h"

namespace zeroth::host {
namespace {

[[noreturn]] void cannot_write(const std::filesystem::path& file, const char* name) {
  throw Failure(Exit::io, {fmt::format("cannot write {}", name),
                           file.string(),
                           {std::strerror(errno)},
                           "make room, then continue with --resume"});
}

int open_for(const std::filesystem::path& file, int flags) {
  return ::open(file.c_str(), flags | O_CLOEXEC, 0666);
}

bool write_all(int descriptor, const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t count = write(descriptor, text.data() + done, text.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    done += static_cast<std::size_t>(count);
  }
  return true;
}

}  // namespace

void append_bytes(const std::filesystem::path& file, const std::string& bytes, const char* name) {
  const OpenDescriptor open_file(open_for(file, O_WRONLY | O_CREAT | O_APPEND));
  if (open_file.number() < 0 || !write_all(open_file.number(), bytes)) cannot_write(file, name);
}

void append_line(const std::filesystem::path& file, const std::string& line, const char* name) {
  append_bytes(file, line + "\n", name);
}

void flush_file(const std::filesystem::path& file, const char* name) {
  const OpenDescriptor open_file(open_for(file, O_WRONLY));
  if (open_file.number() < 0 || fsync(open_file.number()) != 0) cannot_write(file, name);
}

void cut_file_to(const std::filesystem::path& file, std::uintmax_t size) {
  std::error_code error;
  const auto now = std::filesystem::file_size(file, error);
  if (error || now <= size) return;
  if (truncate(file.c_str(), static_cast<off_t>(size)) != 0)
    cannot_write(file, "a file of the run");
}

}  // namespace zeroth::host
