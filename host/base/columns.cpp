#include "host/base/columns.h"

#include <algorithm>
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

/// Bytes that stand left of what a line says: its spaces, and a label of problem.cpp behind them.
std::size_t margin_of(std::string_view line) {
  constexpr std::size_t kLabelled = 9;
  const std::size_t spaces = line.find_first_not_of(' ');
  if (spaces == std::string_view::npos) return line.size();
  const std::size_t text =
      line.find_first_not_of(' ', std::min(line.find(' ', spaces), line.size()));
  return spaces == 2 && text == kLabelled ? kLabelled : spaces;
}

std::string wrapped_line(std::string_view line, std::size_t columns) {
  constexpr std::size_t kRoom = 30;  // below which a margin takes too much of it
  const bool command = line.find(" zeroth ") != std::string_view::npos;
  if (command || columns_of(line) <= columns) return std::string(line);
  std::size_t margin = margin_of(line);
  if (margin + kRoom > columns) margin = std::min(line.find_first_not_of(' '), columns / 2);
  std::string text = std::string(line.substr(0, margin));
  for (const char one : wrapped(line.substr(margin), columns - margin)) {
    text += one;
    if (one == '\n') text.append(margin, ' ');
  }
  return text;
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

std::string wrapped_message(const std::string& text, std::size_t columns) {
  std::string lines;
  std::size_t begin = 0;
  while (true) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines += wrapped_line(std::string_view(text).substr(begin, end - begin), columns);
    if (end == text.size()) return lines;
    lines += '\n';
    begin = end + 1;
  }
}

std::string first_that_fits(const std::vector<std::string>& texts, std::size_t columns) {
  for (const std::string& text : texts) {
    if (columns_of(text) <= columns) return text;
  }
  return cut_to_columns(texts.back(), columns);
}

}  // namespace zeroth::host
