#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "host/conformance/check.h"

namespace zeroth::host {

/// A folder that is gone afterwards.
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// The files that a reader's parameters name, and those beside them, by links in a folder of their
/// own, where they can be damaged.
class FileCopies {
 public:
  /// @throws std::invalid_argument where there are too many or too large ones to be read often.
  explicit FileCopies(const Subject& subject);

  /// The parameters, with the copies in the place of the files.
  const Json& params() const { return params_; }
  const std::vector<std::filesystem::path>& files() const { return files_; }

  void remove(const std::filesystem::path& file) const;
  /// Leaves the first `bytes` of it only.
  void cut(const std::filesystem::path& file, std::uintmax_t bytes) const;
  void mend(const std::filesystem::path& file) const;
  std::uintmax_t size_of(const std::filesystem::path& file) const;

 private:
  void link_folder(const std::filesystem::path& from, const std::filesystem::path& to, bool deep);
  std::filesystem::path original_of(const std::filesystem::path& file) const;

  ScratchFolder folder_;
  Json params_;
  std::vector<std::filesystem::path> files_, originals_;
  std::uintmax_t bytes_ = 0;
};

}  // namespace zeroth::host
