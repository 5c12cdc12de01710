#include "sdk/formats/src/mat5_elements.h"

#include <algorithm>
#include <cstring>

namespace zeroth::formats {
namespace {

std::optional<NumberType> number_type(ElementType type) {
  switch (type) {
    case ElementType::int8:
      return NumberType{NumberType::integer, 1};
    case ElementType::uint8:
    case ElementType::utf8:
      return NumberType{NumberType::natural, 1};
    case ElementType::int16:
      return NumberType{NumberType::integer, 2};
    case ElementType::uint16:
    case ElementType::utf16:
      return NumberType{NumberType::natural, 2};
    case ElementType::int32:
      return NumberType{NumberType::integer, 4};
    case ElementType::uint32:
    case ElementType::utf32:
      return NumberType{NumberType::natural, 4};
    case ElementType::single:
      return NumberType{NumberType::floating, 4};
    case ElementType::float64:
      return NumberType{NumberType::floating, 8};
    case ElementType::int64:
      return NumberType{NumberType::integer, 8};
    case ElementType::uint64:
      return NumberType{NumberType::natural, 8};
    default:
      return std::nullopt;
  }
}

}  // namespace

std::uint32_t Mat5Bytes::word_at(std::size_t place) const {
  std::uint32_t word = 0;
  std::memcpy(&word, data + place, sizeof(word));
  return big_endian ? __builtin_bswap32(word) : word;
}

std::optional<StoredNumbers> Mat5Element::numbers() const {
  auto known = number_type(type);
  if (!known || bytes.size % known->width != 0) return std::nullopt;
  known->big_endian = bytes.big_endian;
  return StoredNumbers{*known, bytes.data, bytes.size / known->width, nullptr};
}

bool Mat5Reader::next(Mat5Element& element) {
  if (bytes_.size - at_ < kTagSize) return false;
  const std::uint32_t first = bytes_.word_at(at_);
  const bool small = first >> 16 != 0;  // four bytes of content follow type and size at once
  const std::size_t left = bytes_.size - at_ - kTagSize;
  const std::size_t size = small ? first >> 16 : bytes_.word_at(at_ + 4);
  if (size > (small ? 4 : left)) return false;
  element.type = static_cast<ElementType>(small ? first & 0xffff : first);
  element.bytes = {bytes_.data + at_ + (small ? 4 : kTagSize), size, bytes_.big_endian};
  const bool padded = !small && element.type != ElementType::compressed;
  at_ += kTagSize + (small ? 0 : std::min(padded ? (size + 7) / 8 * 8 : size, left));
  return true;
}

}  // namespace zeroth::formats
