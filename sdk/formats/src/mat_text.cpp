#include "sdk/formats/src/mat_text.h"

namespace zeroth::formats {
namespace {

constexpr std::uint32_t kLastCodePoint = 0x10ffff;
constexpr std::uint32_t kReplacement = 0xfffd;

void append_utf8(std::string& text, std::uint32_t code) {
  const auto tail = [&](int shift) { text += static_cast<char>(0x80 | ((code >> shift) & 0x3f)); };
  if (code < 0x80) {
    text += static_cast<char>(code);
  } else if (code < 0x800) {
    text += static_cast<char>(0xc0 | (code >> 6));
    tail(0);
  } else if (code < 0x10000) {
    text += static_cast<char>(0xe0 | (code >> 12));
    tail(6), tail(0);
  } else {
    text += static_cast<char>(0xf0 | (code >> 18));
    tail(12), tail(6), tail(0);
  }
}

bool is_high(std::uint32_t unit) { return unit >= 0xd800 && unit < 0xdc00; }
bool is_low(std::uint32_t unit) { return unit >= 0xdc00 && unit < 0xe000; }

/// Bytes of the code point that begins with `first`; 1 also where none begins so.
std::size_t length_of(unsigned char first) {
  if (first >= 0xc2 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  return first >= 0xf0 && first < 0xf5 ? 4 : 1;
}

}  // namespace

std::string to_utf8(const Characters& characters) {
  std::string text;
  for (std::size_t i = 0; i < characters.size(); ++i) {
    const std::uint32_t unit = characters[i];
    if (is_high(unit) && i + 1 < characters.size() && is_low(characters[i + 1])) {
      append_utf8(text, 0x10000 + ((unit - 0xd800u) << 10) + (characters[++i] - 0xdc00u));
    } else {
      const bool is_none = is_high(unit) || is_low(unit) || unit > kLastCodePoint;
      append_utf8(text, is_none ? kReplacement : unit);
    }
  }
  return text;
}

Characters from_utf8(const char* data, std::size_t size) {
  Characters characters;
  for (std::size_t i = 0; i < size; ++i) {
    const auto first = static_cast<unsigned char>(data[i]);
    std::size_t length = length_of(first);
    std::uint32_t code = length == 1 ? first : first & (0x7fu >> length);
    for (std::size_t k = 1; k < length; ++k) {
      const auto next = i + k < size ? static_cast<unsigned char>(data[i + k]) : 0u;
      if ((next & 0xc0) != 0x80) length = 1, code = first;
      if (length > 1) code = code << 6 | (next & 0x3f);
    }
    characters.push_back(code);
    i += length - 1;
  }
  return characters;
}

std::vector<std::string> text_rows(const Characters& characters, std::int64_t rows,
                                   std::int64_t columns) {
  // One row needs no counting: of UTF-8 and pairs of surrogates tools count different things.
  if (rows == 1) return {to_utf8(characters)};
  std::vector<std::string> texts;
  if (rows < 0 || columns < 0) return texts;
  const auto height = static_cast<std::size_t>(rows), width = static_cast<std::size_t>(columns);
  if (width == 0 || characters.size() / width != height || characters.size() % width != 0) {
    return texts;
  }
  for (std::size_t i = 0; i < height; ++i) {
    Characters row;
    for (std::size_t j = 0; j < width; ++j) row.push_back(characters[i + height * j]);
    const std::string text = to_utf8(row);
    texts.push_back(text.substr(0, text.find_last_not_of(' ') + 1));
  }
  return texts;
}

}  // namespace zeroth::formats
