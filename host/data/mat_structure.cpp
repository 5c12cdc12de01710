#include "host/data/mat_structure.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace zeroth::host {
namespace {

// Tables 1-1 and 1-3 of "MAT-File Format" (MathWorks).
enum Type : std::uint32_t { kInt32 = 5, kUint32 = 6, kMatrix = 14, kCompressed = 15 };
enum Class : std::uint32_t { kCell = 1, kChar = 4, kFirstNumeric = 6, kLastNumeric = 15 };
constexpr std::uint32_t kComplexFlag = 0x800;
constexpr std::size_t kHeaderSize = 128;
constexpr std::size_t kTagSize = 8;
constexpr int kDeepest = 16;

std::size_t width_of(std::uint32_t type) {
  constexpr std::size_t kWidths[] = {0, 1, 1, 2, 2, 4, 4, 4, 0, 8, 0, 0, 8, 8, 0, 0, 1, 2, 4};
  return type < std::size(kWidths) ? kWidths[type] : 0;
}

std::uint32_t number_at(const char* data) {
  std::uint32_t value = 0;
  std::memcpy(&value, data, sizeof(value));
  return value;
}

struct Element {
  std::uint32_t type = 0;
  const char* data = nullptr;
  std::size_t size = 0;
};

/// Elements one after the other; false as soon as one does not fit.
class Reader {
 public:
  Reader(const char* data, std::size_t size) : at_(data), end_(data + size) {}

  bool at_end() const { return at_ == end_; }
  const char* at() const { return at_; }

  bool next(Element& element) {
    if (left() < kTagSize) return false;
    const std::uint32_t first = number_at(at_);
    const bool small = first >> 16 != 0;
    element.type = small ? first & 0xffff : first;
    element.size = small ? first >> 16 : number_at(at_ + 4);
    element.data = at_ + (small ? 4 : kTagSize);
    if (element.size > (small ? 4 : left() - kTagSize)) return false;
    const bool padded = !small && element.type != kCompressed;
    const std::size_t size = padded ? (element.size + 7) / 8 * 8 : element.size;
    at_ += small ? kTagSize : std::min(kTagSize + size, left());
    return true;
  }

 private:
  std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }

  const char* at_;
  const char* end_;
};

bool read_count(const Element& dims, std::size_t& count) {
  if ((dims.type != kInt32 && dims.type != kUint32) || dims.size % 4 != 0 || dims.size < 8) {
    return false;
  }
  count = 1;
  for (std::size_t i = 0; i < dims.size; i += 4) {
    const auto length = static_cast<std::int32_t>(number_at(dims.data + i));
    if (length < 0 || __builtin_mul_overflow(count, static_cast<std::size_t>(length), &count)) {
      return false;
    }
  }
  return true;
}

bool numbers_fit(Reader& reader, std::size_t count, bool is_text) {
  if (count == 0 && reader.at_end()) return true;
  Element values;
  if (!reader.next(values)) return false;
  const std::size_t width = width_of(values.type);
  if (width == 0) return false;
  // A text's count is of characters, of which UTF-8 and UTF-16 may need several units.
  return is_text ? values.size % width == 0 && values.size / width <= 4 * count
                 : values.size % width == 0 && values.size / width == count;
}

bool matrix_fits(const Element& matrix, int depth) {
  if (matrix.size == 0) return true;  // an empty cell
  if (depth > kDeepest) return false;
  Reader reader(matrix.data, matrix.size);
  Element flags, dims, name;
  if (!reader.next(flags) || flags.type != kUint32 || flags.size != 8) return false;
  const std::uint32_t kind = number_at(flags.data) & 0xff;
  if (kind < kCell || kind > kLastNumeric) return true;  // objects and functions are never read
  std::size_t count = 0;
  if (!reader.next(dims) || !read_count(dims, count)) return false;
  if (!reader.next(name) || width_of(name.type) != 1) return false;
  if (kind == kChar || kind >= kFirstNumeric) {
    const bool is_complex = number_at(flags.data) & kComplexFlag;
    return numbers_fit(reader, count, kind == kChar) &&
           (!is_complex || numbers_fit(reader, count, false));
  }
  Element child;
  for (std::size_t i = 0; kind == kCell && i < count; ++i) {
    if (!reader.next(child) || child.type != kMatrix || !matrix_fits(child, depth + 1))
      return false;
  }
  while (!reader.at_end()) {
    if (!reader.next(child)) return false;
    if (child.type == kMatrix && !matrix_fits(child, depth + 1)) return false;
  }
  return true;
}

}  // namespace

std::string mat5_damage(const char* data, std::size_t size) {
  constexpr char kLittleEndianVersion5[] = {0, 1, 'I', 'M'};
  if (size < kHeaderSize || std::memcmp(data + 124, kLittleEndianVersion5, 4) != 0) return "";
  Reader reader(data + kHeaderSize, size - kHeaderSize);
  while (!reader.at_end()) {
    const auto place = reader.at() - data;
    Element element;
    if (!reader.next(element)) {
      return fmt::format("it is cut short: what begins at byte {} does not end in the file", place);
    }
    if (element.type == kMatrix && !matrix_fits(element, 0)) {
      return fmt::format("it is damaged: the variable at byte {} contradicts itself", place);
    }
  }
  return "";
}

}  // namespace zeroth::host
