#include "host/base/printable.h"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>

namespace zeroth::host {
namespace {

struct Character {
  std::size_t size = 1;
  std::uint32_t code = 0;
  bool valid = false;
};

/// Smallest code point that needs that many bytes: a longer spelling of it is not UTF-8.
constexpr std::uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};

std::size_t character_size(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

/// The character that begins at `at`; one byte that is not valid where none does.
Character character_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const std::size_t size = character_size(byte(0));
  if (size == 0 || at + size > text.size()) return {1, byte(0), false};
  std::uint32_t code = size == 1 ? byte(0) : byte(0) & (0x7fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {1, byte(0), false};
    code = code << 6 | (byte(i) & 0x3f);
  }
  const bool is_surrogate = code >= 0xd800 && code < 0xe000;
  if (code < kSmallest[size] || code > 0x10ffff || is_surrogate) return {1, byte(0), false};
  return {size, code, true};
}

bool steers(std::uint32_t code) {
  const auto within = [code](std::uint32_t first, std::uint32_t last) {
    return code >= first && code <= last;
  };
  return within(0x7f, 0x9f) || code == 0x61c || within(0x200e, 0x200f) || within(0x2028, 0x202e) ||
         within(0x2066, 0x2069);
}

std::string escaped(std::string_view text, std::string_view kept) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const Character one = character_at(text, at);
    const bool is_control = one.code < 0x20 && kept.find(text[at]) == std::string_view::npos;
    if (!one.valid || is_control) {
      fmt::format_to(std::back_inserter(result), "\\x{:02x}", one.code);
    } else if (steers(one.code)) {
      fmt::format_to(std::back_inserter(result), "\\u{:04x}", one.code);
    } else {
      result.append(text, at, one.size);
    }
    at += one.size;
  }
  return result;
}

}  // namespace

std::string printable(std::string_view text) { return escaped(text, "\n\t"); }

std::string printable_line(std::string_view text) { return escaped(text, ""); }

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

std::string shortened(std::string text, std::size_t longest) {
  if (text.size() <= longest) return text;
  while (longest > 0 && (static_cast<unsigned char>(text[longest]) & 0xc0) == 0x80) --longest;
  text.resize(longest);
  return text + "...";
}

}  // namespace zeroth::host
