#pragma once

#include <filesystem>

#include "host/bundle/temporary_folder.h"

namespace zeroth::host {

/// A bundle as a folder that is read like a run directory, and gone when this is.
class UnpackedBundle {
 public:
  /// @throws Failure as `unpack_bundle`.
  explicit UnpackedBundle(const std::filesystem::path& archive);

  const std::filesystem::path& path() const { return folder_.path(); }

 private:
  TemporaryFolder folder_;
};

/// Whether the path is that of a file, which only a bundle can be.
bool names_bundle(const std::filesystem::path& path);

}  // namespace zeroth::host
