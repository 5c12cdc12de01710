#include "host/base/columns.h"

#include <clocale>
#include <cwchar>
#include <limits>
#include <sstream>
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

struct Beginning {
  std::size_t bytes = 0, columns = 0;
};

/// The longest beginning that fits.
Beginning fitting(std::string_view text, std::size_t columns) {
  const Utf8 locale;
  Beginning begun;
  while (begun.bytes < text.size()) {
    const auto [bytes, width] = first_character(text.substr(begun.bytes));
    if (width > columns - begun.columns) break;
    begun.bytes += bytes;
    begun.columns += width;
  }
  return begun;
}

}  // namespace

std::size_t columns_of(std::string_view text) {
  return fitting(text, std::numeric_limits<std::size_t>::max()).columns;
}

std::string cut_to_columns(std::string_view text, std::size_t columns) {
  return std::string(text.substr(0, fitting(text, columns).bytes));
}

std::string wrapped(std::string_view text, std::size_t columns) {
  std::string lines;
  while (columns_of(text) > columns) {
    auto space = text.rfind(' ', fitting(text, columns).bytes);
    if (space == std::string_view::npos || space == 0) space = text.find(' ', 1);
    if (space == std::string_view::npos) break;
    lines += std::string(text.substr(0, space)) + "\n";
    text.remove_prefix(space + 1);
  }
  return lines + std::string(text);
}

std::string wrapped_lines(const std::string& text, std::size_t columns) {
  std::string lines, line;
  std::istringstream stream(text);
  while (std::getline(stream, line)) lines += wrapped(line, columns) + "\n";
  return lines;
}

std::string first_that_fits(const std::vector<std::string>& texts, std::size_t columns) {
  for (const std::string& text : texts) {
    if (columns_of(text) <= columns) return text;
  }
  return cut_to_columns(texts.back(), columns);
}

}  // namespace zeroth::host
