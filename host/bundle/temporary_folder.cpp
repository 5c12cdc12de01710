#include "host/bundle/temporary_folder.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <system_error>

#include "host/base/problem.h"

namespace zeroth::host {

TemporaryFolder::TemporaryFolder() {
  std::error_code error;
  const std::filesystem::path place = std::filesystem::temp_directory_path(error);
  std::string name = ((error ? "/tmp" : place) / "zeroth-bundle-XXXXXX").string();
  if (!mkdtemp(name.data())) {
    throw Failure(Exit::cannot_create, {"cannot make a temporary folder",
                                        name,
                                        {std::strerror(errno)},
                                        "name a folder that can be written with TMPDIR"});
  }
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code error;
  std::filesystem::remove_all(path_, error);
}

}  // namespace zeroth::host
