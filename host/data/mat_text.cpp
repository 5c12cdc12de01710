#include "host/data/mat_text.h"

#include <matio.h>

#include <algorithm>
#include <cstdint>

namespace zeroth::host {
namespace {

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

std::string from_utf16(const std::uint16_t* units, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    if (is_high(units[i]) && i + 1 < count && is_low(units[i + 1])) {
      append_utf8(text, 0x10000 + ((units[i] - 0xd800u) << 10) + (units[i + 1] - 0xdc00u));
      ++i;
    } else {
      append_utf8(text, is_high(units[i]) || is_low(units[i]) ? 0xfffd : units[i]);
    }
  }
  return text;
}

std::string from_latin1(const std::uint8_t* bytes, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) append_utf8(text, bytes[i]);
  return text;
}

}  // namespace

std::string text_of(const matvar_t& text) {
  if (text.class_type != MAT_C_CHAR || !text.data || text.rank != 2) return "";
  const std::size_t count = text.dims[0] * text.dims[1];
  switch (text.data_type) {
    case MAT_T_UINT16:
    case MAT_T_UTF16:
      return from_utf16(static_cast<const std::uint16_t*>(text.data),
                        std::min(count, text.nbytes / 2));
    case MAT_T_UTF8:
      return std::string(static_cast<const char*>(text.data), text.nbytes);
    default:
      return from_latin1(static_cast<const std::uint8_t*>(text.data), std::min(count, text.nbytes));
  }
}

}  // namespace zeroth::host
