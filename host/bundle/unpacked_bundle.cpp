#include "host/bundle/unpacked_bundle.h"

#include <system_error>

#include "host/bundle/bundle_archive.h"

namespace zeroth::host {

UnpackedBundle::UnpackedBundle(const std::filesystem::path& archive) {
  unpack_bundle(archive, folder_.path());
}

bool names_bundle(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::is_regular_file(path, error);
}

}  // namespace zeroth::host
