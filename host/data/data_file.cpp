#include "host/data/data_file.h"

#include <system_error>

#include "host/base/problem.h"

namespace zeroth::host {

void expect_data_file(const std::filesystem::path& path) {
  std::error_code error;
  if (std::filesystem::is_regular_file(path, error)) return;
  throw Failure(Exit::no_input, {"a data file is missing",
                                 path.string(),
                                 {error ? error.message() : "it is not a regular file"},
                                 "put it there, or correct data.params"});
}

}  // namespace zeroth::host
