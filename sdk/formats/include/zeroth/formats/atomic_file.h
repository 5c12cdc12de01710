#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace zeroth::formats {

/// A file that appears complete or not at all: it is written beside its place and moved there by
/// `commit`. Whatever fails, the old file stays as it was.
class AtomicFile {
 public:
  /// @throws Error(cannot_create), also where a device, a pipe or a socket is in its place.
  explicit AtomicFile(std::filesystem::path target);
  /// Without `commit` the half-written file is removed.
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  /// @throws Error(io), for example when the disk is full.
  void write(const void* data, std::size_t size);
  /// Flushes to the disk and moves the file to its place.  @throws Error(io).
  void commit();

 private:
  [[noreturn]] void fail();

  std::filesystem::path target_;
  std::string temporary_;
  int descriptor_ = -1;
};

/// Whether a file of that name is the half-written form of another.
bool is_unfinished_file(const std::string& name);

/// Removes the half-written files that processes left in a directory when they were killed. Only
/// for a directory that no other process writes.
void remove_unfinished_files(const std::filesystem::path& directory);

}  // namespace zeroth::formats
