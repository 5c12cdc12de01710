#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace zeroth::host {

/// What a matrix of rows may take of memory by default: 2 GiB.
inline constexpr std::int64_t kRowsInMemory = std::int64_t{2} << 30;

/// While it lives, matrices that empty_rows() of the SDK makes on the CPU lie in a file without a
/// name in `folder` where they take more than `limit` bytes, and no more than that of all of them
/// stays in memory. Such a tensor may outlive it.
class RowsInFiles {
 public:
  /// @param fix  what to do where there is no room in `folder`.
  RowsInFiles(std::filesystem::path folder, std::int64_t limit,
              std::string fix = "make room there, or let memory hold more: --rows-in-memory MIB");
  ~RowsInFiles();
  RowsInFiles(const RowsInFiles&) = delete;
  RowsInFiles& operator=(const RowsInFiles&) = delete;
};

/// Where nobody has said where such matrices lie: in TMPDIR, or /var/tmp, or in memory
/// where there is no such folder.
class RowsInTemporaryFiles {
 public:
  RowsInTemporaryFiles();

 private:
  std::optional<RowsInFiles> files_;
};

/// To be called between two steps of any long work: what lies in files and was used leaves memory
/// where it is too much.
void put_rows_aside();

}  // namespace zeroth::host
