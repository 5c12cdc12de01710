#pragma once

#include <cstddef>
#include <string>

#include "host/base/hash.h"

namespace zeroth::host {

/// The checksum of a safetensors file: XXH3-128 of all its bytes, those of the checksum itself
/// taken for zeros. It is the first entry of the header, so that it lies where no flipped bit can
/// hide it.
class SafetensorsChecksum {
 public:
  static constexpr const char* kKey = "xxh3-128";
  /// What a header begins with that is to carry a checksum, with zeros in its place.
  static std::string beginning();

  /// `header` with its padding, as in the file or still with zeros.
  explicit SafetensorsChecksum(std::string header);
  /// Bytes of the body, in their order.
  void add(const void* data, std::size_t size) { hash_.add(data, size); }

  /// Whether the header carries one.
  bool present() const { return present_; }
  /// The one that it carries.
  const std::string& carried() const { return carried_; }
  /// The one of all bytes so far.
  std::string computed() const { return hash_.text(); }
  /// A header that carries the computed one.
  std::string sealed() const;

 private:
  std::string header_;  // with zeros
  std::string carried_;
  bool present_ = false;
  Hasher hash_;
};

}  // namespace zeroth::host
