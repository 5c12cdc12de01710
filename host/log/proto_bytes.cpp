#include "host/log/proto_bytes.h"

#include <cstring>

namespace zeroth::host {
namespace {

/// How the bytes of a field go on behind its number.
enum class Wire : std::uint64_t { varint = 0, eight_bytes = 1, counted = 2, four_bytes = 5 };

std::uint64_t tag_of(int field, Wire wire) {
  return static_cast<std::uint64_t>(field) << 3 | static_cast<std::uint64_t>(wire);
}

}  // namespace

std::string little_endian(std::uint64_t value, int size) {
  std::string bytes;
  for (int i = 0; i < size; ++i, value >>= 8) bytes += static_cast<char>(value & 0xff);
  return bytes;
}

void ProtoBytes::varint(std::uint64_t value) {
  constexpr std::uint64_t kMore = 0x80;
  for (; value >= kMore; value >>= 7) bytes_ += static_cast<char>(value | kMore);
  bytes_ += static_cast<char>(value);
}

ProtoBytes& ProtoBytes::number(int field, std::uint64_t value) {
  varint(tag_of(field, Wire::varint));
  varint(value);
  return *this;
}

ProtoBytes& ProtoBytes::real(int field, double value) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  varint(tag_of(field, Wire::eight_bytes));
  bytes_ += little_endian(bits, sizeof bits);
  return *this;
}

ProtoBytes& ProtoBytes::real32(int field, float value) {
  std::uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  varint(tag_of(field, Wire::four_bytes));
  bytes_ += little_endian(bits, sizeof bits);
  return *this;
}

ProtoBytes& ProtoBytes::bytes(int field, std::string_view value) {
  varint(tag_of(field, Wire::counted));
  varint(value.size());
  bytes_ += value;
  return *this;
}

}  // namespace zeroth::host
