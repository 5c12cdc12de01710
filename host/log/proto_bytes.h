#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace zeroth::host {

/// A message of Protocol Buffers as it is written, field by field, by the numbers of its .proto. A
/// value that is the default of its type may be left out.
class ProtoBytes {
 public:
  ProtoBytes& number(int field, std::uint64_t value);  ///< int32, int64, bool, enum
  ProtoBytes& real(int field, double value);
  ProtoBytes& real32(int field, float value);
  ProtoBytes& bytes(int field, std::string_view value);  ///< string, bytes
  ProtoBytes& message(int field, const ProtoBytes& value) { return bytes(field, value.bytes_); }

  const std::string& text() const { return bytes_; }

 private:
  void varint(std::uint64_t value);

  std::string bytes_;
};

/// The lowest `size` bytes of a number, the lowest first.
std::string little_endian(std::uint64_t value, int size);

}  // namespace zeroth::host
