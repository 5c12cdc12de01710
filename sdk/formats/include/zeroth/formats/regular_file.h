#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace zeroth::formats {

/// A regular file that is open for reading. Opening never waits: a FIFO without a writer, a device,
/// a socket or a directory in the place of a file is refused at once.
class RegularFile {
 public:
  /// Closed with the reason in `why()` where the file cannot be opened or is of another kind.
  explicit RegularFile(const std::filesystem::path& file);
  ~RegularFile();
  RegularFile(RegularFile&& other) noexcept;
  RegularFile(const RegularFile&) = delete;
  RegularFile& operator=(const RegularFile&) = delete;

  explicit operator bool() const { return descriptor_ >= 0; }
  const std::string& why() const { return why_; }
  int descriptor() const { return descriptor_; }
  std::size_t size() const { return size_; }

 private:
  void close();

  int descriptor_ = -1;
  std::size_t size_ = 0;
  std::string why_;
};

/// All bytes of a small file.
/// @throws Error(no_input) when it is none that can be opened, Error(io) when reading fails.
std::string read_small_file(const std::filesystem::path& file);

}  // namespace zeroth::formats
