#include "host/base/columns.h"

#include <clocale>
#include <cwchar>
#include <utility>

namespace zeroth::host {
namespace {

/// The C library knows widths in locales of UTF-8 only, and the program runs in none.
class Utf8 {
 public:
  Utf8() : before_(uselocale(utf8())) {}
  ~Utf8() { uselocale(before_); }
  Utf8(const Utf8&) = delete;
  Utf8& operator=(const Utf8&) = delete;

 private:
  static locale_t utf8() {
    static const locale_t made = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return made;
  }
  locale_t before_;
};

/// Bytes and columns of the character that the text begins with.
std::pair<std::size_t, std::size_t> first_character(std::string_view text) {
  wchar_t code = 0;
  std::mbstate_t state{};
  const std::size_t size = std::mbrtowc(&code, text.data(), text.size(), &state);
  if (size == 0 || size > text.size()) return {1, 1};
  const int width = wcwidth(code);
  return {size, width < 0 ? 1 : static_cast<std::size_t>(width)};
}

/// Bytes of the longest beginning that fits.
std::size_t fitting_bytes(std::string_view text, std::size_t columns) {
  const Utf8 locale;
  std::size_t at = 0, used = 0;
  while (at < text.size()) {
    const auto [bytes, width] = first_character(text.substr(at));
    if (used + width > columns) break;
    used += width;
    at += bytes;
  }
  return at;
}

}  // namespace

std::size_t columns_of(std::string_view text) {
  const Utf8 locale;
  std::size_t used = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto [bytes, width] = first_character(text.substr(at));
    used += width;
    at += bytes;
  }
  return used;
}

std::string cut_to_columns(std::string_view text, std::size_t columns) {
  return std::string(text.substr(0, fitting_bytes(text, columns)));
}

std::string wrapped(std::string_view text, std::size_t columns) {
  std::string lines;
  while (columns_of(text) > columns) {
    auto space = text.rfind(' ', fitting_bytes(text, columns));
    if (space == std::string_view::npos || space == 0) space = text.find(' ', 1);
    if (space == std::string_view::npos) break;
    lines += std::string(text.substr(0, space)) + "\n";
    text.remove_prefix(space + 1);
  }
  return lines + std::string(text);
}

std::string first_that_fits(const std::vector<std::string>& texts, std::size_t columns) {
  for (const std::string& text : texts) {
    if (columns_of(text) <= columns) return text;
  }
  return cut_to_columns(texts.back(), columns);
}

}  // namespace zeroth::host
