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
  /// @throws Failure(io), as where the disk is full.
  void add(const void* data, std::size_t size);
  /// All of them; the mapping outlives this.
  formats::MappedFile mapped();

 private:
  [[noreturn]] void fail() const;

  std::string source_;
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
};

}  // namespace zeroth::host
