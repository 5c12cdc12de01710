#include "host/data/mat_structure.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "host/data/inflate.h"

namespace zeroth::host {
namespace {

// Tables 1-1 and 1-3 of "MAT-File Format" (MathWorks).
enum Type : std::uint32_t { kInt32 = 5, kUint32 = 6, kMatrix = 14, kCompressed = 15 };
enum Class : std::uint32_t {
  kCell = 1,
  kStruct = 2,
  kObject = 3,
  kChar = 4,
  kFirstNumeric = 6,
  kLastNumeric = 15,
  kFunction = 16
};
constexpr std::uint32_t kComplexFlag = 0x800;
constexpr std::size_t kHeaderSize = 128;
constexpr std::size_t kTagSize = 8;
constexpr int kDeepest = 16;
constexpr std::size_t kHeadSize = 64u << 10;  // of a compressed variable; the tags of a matrix fit
constexpr std::size_t kLargestRatio = 1040;   // deflate reaches 1032

// The end of the header: the version and the order of bytes, here little-endian.
constexpr char kVersion5[] = {0, 1, 'I', 'M'};
constexpr char kVersion73[] = {0, 2, 'I', 'M'};

bool has_version(const char* data, std::size_t size, const char (&version)[4]) {
  return size >= kHeaderSize &&
         std::memcmp(data + kHeaderSize - sizeof(version), version, sizeof(version)) == 0;
}

std::size_t width_of(std::uint32_t type) {
  constexpr std::size_t kWidths[] = {0, 1, 1, 2, 2, 4, 4, 4, 0, 8, 0, 0, 8, 8, 0, 0, 1, 2, 4};
  return type < std::size(kWidths) ? kWidths[type] : 0;
}

bool is_numeric(std::uint32_t kind) { return kind >= kFirstNumeric && kind <= kLastNumeric; }

std::uint32_t number_at(const char* data) {
  std::uint32_t value = 0;
  std::memcpy(&value, data, sizeof(value));
  return value;
}

/// Bytes of which only the first `known` are in memory.
struct Bytes {
  const char* data = nullptr;
  std::size_t size = 0;
  std::size_t known = 0;
};

struct Element {
  std::uint32_t type = 0;
  Bytes bytes;

  bool is_known() const { return bytes.known == bytes.size; }
};

/// Elements one after the other; false as soon as one does not fit or its tag is not in memory.
class Reader {
 public:
  explicit Reader(const Bytes& bytes) : bytes_(bytes) {}

  bool at_end() const { return at_ == bytes_.size; }
  std::size_t at() const { return at_; }

  bool next(Element& element) {
    if (at_ > bytes_.known || bytes_.known - at_ < kTagSize) return false;
    const char* tag = bytes_.data + at_;
    const std::uint32_t first = number_at(tag);
    const bool small = first >> 16 != 0;
    const std::size_t left = bytes_.size - at_ - kTagSize;
    const std::size_t size = small ? first >> 16 : number_at(tag + 4);
    if (size > (small ? 4 : left)) return false;
    element.type = small ? first & 0xffff : first;
    const std::size_t known = bytes_.known - at_ - (small ? 4 : kTagSize);
    element.bytes = {tag + (small ? 4 : kTagSize), size, std::min(size, known)};
    const bool padded = !small && element.type != kCompressed;
    at_ += kTagSize + (small ? 0 : std::min(padded ? (size + 7) / 8 * 8 : size, left));
    return true;
  }

 private:
  Bytes bytes_;
  std::size_t at_ = 0;
};

bool read_count(const Element& dims, std::size_t& count) {
  const std::size_t size = dims.bytes.size;
  if ((dims.type != kInt32 && dims.type != kUint32) || size % 4 != 0 || size < 8) return false;
  if (!dims.is_known()) return false;
  count = 1;
  for (std::size_t i = 0; i < size; i += 4) {
    const auto length = static_cast<std::int32_t>(number_at(dims.bytes.data + i));
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
  const std::size_t units = values.bytes.size / width;
  return values.bytes.size % width == 0 && (is_text ? units <= 4 * count : units == count);
}

/// Reads the names of a structure's fields, each as long as the first element says; an object's
/// class comes before. `count` is multiplied by their number.
bool count_fields(Reader& reader, bool is_object, std::size_t& count) {
  Element class_name, length, names;
  if (is_object && !reader.next(class_name)) return false;
  if (!reader.next(length) || length.bytes.size != 4 || !length.is_known()) return false;
  if (!reader.next(names) || width_of(names.type) != 1) return false;
  const std::size_t each = number_at(length.bytes.data);
  if (each == 0 || names.bytes.size % each != 0) return false;
  return !__builtin_mul_overflow(count, names.bytes.size / each, &count);
}

bool matrices_fit(Reader& reader, std::size_t count, int depth);
bool elements_fit(Reader& reader, int depth);

bool matrix_fits(const Element& matrix, int depth) {
  if (matrix.bytes.size == 0) return depth > 0;  // an empty cell
  if (depth > kDeepest) return false;
  Reader reader(matrix.bytes);
  Element flags, dims, name;
  if (!reader.next(flags) || flags.type != kUint32 || flags.bytes.size != 8) return false;
  if (!flags.is_known()) return false;
  const std::uint32_t kind = number_at(flags.bytes.data) & 0xff;
  // Objects of later MATLABs have no dimensions; libmatio loses its place in them.
  if (kind < kCell || kind > kFunction) return false;
  std::size_t count = 0;
  if (!reader.next(dims) || !read_count(dims, count)) return false;
  if (!reader.next(name) || width_of(name.type) != 1) return false;
  if (kind == kChar || is_numeric(kind)) {
    const bool is_complex = number_at(flags.bytes.data) & kComplexFlag;
    return numbers_fit(reader, count, kind == kChar) &&
           (!is_complex || numbers_fit(reader, count, false));
  }
  if ((kind == kStruct || kind == kObject) && !count_fields(reader, kind == kObject, count)) {
    return false;
  }
  const bool has_children = kind <= kObject || kind == kFunction;
  return (!has_children || matrices_fit(reader, count, depth)) && elements_fit(reader, depth);
}

/// So many of them.
bool matrices_fit(Reader& reader, std::size_t count, int depth) {
  for (std::size_t i = 0; i < count; ++i) {
    Element child;
    if (!reader.next(child) || child.type != kMatrix || !matrix_fits(child, depth + 1))
      return false;
  }
  return true;
}

bool elements_fit(Reader& reader, int depth) {
  while (!reader.at_end()) {
    Element child;
    if (!reader.next(child)) return false;
    if (child.type == kMatrix && !matrix_fits(child, depth + 1)) return false;
  }
  return true;
}

/// Whether the numbers need not be in memory: those of a real matrix come last.
bool is_real_matrix(const Bytes& matrix) {
  Element flags;
  if (!Reader(matrix).next(flags) || flags.bytes.size != 8 || !flags.is_known()) return false;
  const std::uint32_t word = number_at(flags.bytes.data);
  return is_numeric(word & 0xff) && !(word & kComplexFlag);
}

/// A compressed variable holds one matrix.
bool compressed_fits(const Bytes& compressed) {
  std::string head = inflate(compressed.data, compressed.size, kHeadSize);
  if (head.size() < kTagSize || number_at(head.data()) != kMatrix) return false;
  const std::size_t size = number_at(head.data() + 4);
  if (size / kLargestRatio > compressed.size) return false;
  const auto matrix = [&] {
    return Bytes{head.data() + kTagSize, size, std::min(size, head.size() - kTagSize)};
  };
  if (matrix().known < size && !is_real_matrix(matrix())) {
    head = inflate(compressed.data, compressed.size, kTagSize + size);
    if (matrix().known < size) return false;
  }
  return matrix_fits({kMatrix, matrix()}, 0);
}

}  // namespace

bool begins_as_mat(const char* data, std::size_t size) {
  return has_version(data, size, kVersion5) || has_version(data, size, kVersion73);
}

std::string mat5_damage(const char* data, std::size_t size) {
  if (!has_version(data, size, kVersion5)) return "";
  Reader reader({data + kHeaderSize, size - kHeaderSize, size - kHeaderSize});
  while (!reader.at_end()) {
    const std::size_t place = kHeaderSize + reader.at();
    Element element;
    if (!reader.next(element)) {
      return fmt::format("it is cut short: what begins at byte {} does not end in the file", place);
    }
    const bool fits = element.type == kCompressed
                          ? compressed_fits(element.bytes)
                          : element.type == kMatrix && matrix_fits(element, 0);
    if (!fits) {
      return fmt::format("it is damaged, or holds objects: the variable at byte {} cannot be read",
                         place);
    }
  }
  return "";
}

}  // namespace zeroth::host
