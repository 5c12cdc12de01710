#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace zeroth::host {

/// A record of a file of TensorFlow's records (TFRecord): length, data, and a checksum of each, a
/// CRC-32C that is rotated and shifted so that a checksum of data which hold checksums is none.
std::string framed_record(std::string_view data);

/// A file that grows record by record. What could not be written whole is taken back.
class EventFile {
 public:
  /// Makes the file, whole with these bytes or not at all.  @throws Failure(cannot_create or io).
  EventFile(std::filesystem::path file, const std::string& begins_with);

  /// @throws Failure(io), for example when the disk is full: then nothing of it was written.
  void append(const std::string& bytes);
  const std::filesystem::path& path() const { return file_; }

 private:
  std::filesystem::path file_;
  std::uintmax_t size_ = 0;
};

}  // namespace zeroth::host
