#pragma once

#include <filesystem>
#include <string>

namespace zeroth::host {

/// Bytes as a file that only memory holds, for readers that want one. What is mapped of it stays.
class MemoryFile {
 public:
  /// @throws std::system_error where the system has no room for it.
  explicit MemoryFile(const std::string& content);
  ~MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  std::filesystem::path path() const;

 private:
  int descriptor_;
};

}  // namespace zeroth::host
