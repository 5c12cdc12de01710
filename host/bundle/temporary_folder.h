#pragma once

#include <filesystem>

namespace zeroth::host {

/// A folder that nobody else reads, and that is gone with all its files when this is.
class TemporaryFolder {
 public:
  /// @throws Failure(cannot_create).
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace zeroth::host
