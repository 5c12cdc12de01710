#include "host/base/cache_directory.h"

#include "host/base/environment.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

/// A directory out of the environment; one that is not absolute counts as not set, as the XDG
/// specification says.
fs::path from_environment(const char* name) {
  const fs::path path = environment(name);
  return path.is_absolute() ? path : fs::path();
}

}  // namespace

fs::path cache_directory() {
  if (const fs::path cache = from_environment("XDG_CACHE_HOME"); !cache.empty()) {
    return cache / "zeroth";
  }
  if (const fs::path home = from_environment("HOME"); !home.empty()) {
    return home / ".cache" / "zeroth";
  }
  return {};
}

}  // namespace zeroth::host
