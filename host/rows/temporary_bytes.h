#pragma once

#include <zeroth/formats/mapped_file.h>

#include <cstddef>
#include <cstdio>
#include <memory>
#include <string>

namespace zeroth::host {

/// Bytes that come one after the other, in a file without a name that is gone when it is no longer
/// mapped.
class TemporaryBytes {
 public:
  /// `source`: where they come from, for messages.  @throws Failure(io).
  explicit TemporaryBytes(std::string source);
  TemporaryBytes(const TemporaryBytes&) = delete;
  TemporaryBytes& operator=(const TemporaryBytes&) = delete;
  ~TemporaryBytes();
  /// @throws Failure(io), as where the disk is full.
  void add(const void* data, std::size_t size);
  /// All of them; the mapping outlives this.
  formats::MappedFile mapped();
  /// A name by which all of them can be opened until it is taken away again; where the file system
  /// gives none, a link of /proc, which HDF5 does not open.
  std::string with_name();
  void without_name();

 private:
  [[noreturn]] void fail() const;

  std::string source_;
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
  std::string name_;  ///< empty: none
};

}  // namespace zeroth::host
