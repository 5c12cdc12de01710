#include "host/compare/side_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/base/columns.h"

namespace zeroth::host {
namespace {

constexpr std::size_t kIndent = 2, kSideGap = 2;

/// To that many columns.
std::string padded(const std::string& text, std::size_t columns) {
  const std::size_t width = columns_of(text);
  return text + std::string(width < columns ? columns - width : 0, ' ');
}

std::string without_end(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

struct Widths {
  std::size_t what = 0, first = 1, second = 1, note = 0;

  std::size_t total() const {
    return kIndent + what + kSideGap + first + kSideGap + second + (note > 0 ? kSideGap + note : 0);
  }
};

Widths widths_of(const std::string& title, const std::vector<SideRow>& rows) {
  Widths widths;
  widths.what = columns_of(title) > kIndent ? columns_of(title) - kIndent : 0;
  for (const SideRow& row : rows) {
    widths.what = std::max(widths.what, columns_of(row.what));
    widths.first = std::max(widths.first, columns_of(row.first));
    widths.second = std::max(widths.second, columns_of(row.second));
    widths.note = std::max(widths.note, columns_of(row.note));
  }
  return widths;
}

std::string line_of(const SideRow& row, const Widths& widths) {
  const std::string gap(kSideGap, ' ');
  return without_end(std::string(kIndent, ' ') + padded(row.what, widths.what) + gap +
                     padded(row.first, widths.first) + gap + padded(row.second, widths.second) +
                     gap + row.note);
}

/// A value below its name, each line of it indented.
std::string paragraph(const char* side, const std::string& value, std::size_t columns) {
  const std::string before = fmt::format("    {}  ", side), indent(before.size(), ' ');
  constexpr std::size_t kLeast = 20;
  std::string text = wrapped(value, std::max(kLeast, columns - std::min(columns, before.size())));
  for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n', end + 1)) {
    text.insert(end + 1, indent);
  }
  return before + text + "\n";
}

}  // namespace

std::string side_table(const std::string& title, const std::vector<SideRow>& rows,
                       std::size_t columns) {
  const Widths widths = widths_of(title, rows);
  std::string text;
  if (widths.total() <= columns) {
    text += padded(title, kIndent + widths.what) + std::string(kSideGap, ' ') +
            padded("A", widths.first) + std::string(kSideGap, ' ') + "B\n";
    for (const SideRow& row : rows) text += line_of(row, widths);
    return text;
  }
  text += title + "\n";
  for (const SideRow& row : rows) {
    text += fmt::format("  {}{}\n", row.what, row.note.empty() ? "" : "  (" + row.note + ")");
    text += paragraph("A", row.first, columns) + paragraph("B", row.second, columns);
  }
  return text;
}

}  // namespace zeroth::host
