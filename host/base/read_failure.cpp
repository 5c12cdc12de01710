#include "host/base/read_failure.h"

#include <cerrno>
#include <cstring>

#include "host/base/problem.h"

namespace zeroth::host {

void expect_readable(const std::istream& stream, const std::string& file) {
  if (!stream.bad()) return;
  throw Failure(Exit::io, {"cannot read the file", file, {std::strerror(errno)}, ""});
}

}  // namespace zeroth::host
