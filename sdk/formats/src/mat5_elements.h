#pragma once

#include <zeroth/formats/stored_numbers.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace zeroth::formats {

// The elements that MATLAB files of version 5 consist of: tables 1-1 and 1-3 of "MAT-File Format"
// (MathWorks). A size is believed only where the bytes are there.

/// Bytes before an element's own: its type and size.
constexpr std::size_t kTagSize = 8;

enum class ElementType : std::uint32_t {
  int8 = 1,
  uint8 = 2,
  int16 = 3,
  uint16 = 4,
  int32 = 5,
  uint32 = 6,
  single = 7,
  float64 = 9,
  int64 = 12,
  uint64 = 13,
  matrix = 14,
  compressed = 15,
  utf8 = 16,
  utf16 = 17,
  utf32 = 18
};

struct Mat5Bytes {
  const char* data = nullptr;
  std::size_t size = 0;
  bool big_endian = false;

  std::uint32_t word_at(std::size_t place) const;
};

struct Mat5Element {
  ElementType type{};
  Mat5Bytes bytes;

  std::string text() const { return {bytes.data, bytes.size}; }
  /// How its numbers lie there; nothing where it holds none, or not a whole number of them.
  std::optional<StoredNumbers> numbers() const;
};

/// Elements one after the other.
class Mat5Reader {
 public:
  explicit Mat5Reader(const Mat5Bytes& bytes) : bytes_(bytes) {}

  bool at_end() const { return at_ == bytes_.size; }
  std::size_t at() const { return at_; }
  /// False as soon as one does not fit.
  bool next(Mat5Element& element);

 private:
  Mat5Bytes bytes_;
  std::size_t at_ = 0;
};

}  // namespace zeroth::formats
