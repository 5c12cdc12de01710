#include "host/cli/installation.h"

namespace zeroth::host {

namespace fs = std::filesystem;

fs::path executable_directory() { return fs::read_symlink("/proc/self/exe").parent_path(); }

fs::path installation_prefix() {
  return (executable_directory() / "..").lexically_normal().parent_path();
}

fs::path shared_directory() { return installation_prefix() / "share" / "zeroth"; }

}  // namespace zeroth::host
