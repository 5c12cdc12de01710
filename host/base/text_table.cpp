#include "host/base/text_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "host/base/columns.h"
#include "host/base/printable.h"

namespace zeroth::host {
namespace {

constexpr const char* kGap = "  ";
constexpr const char* kCut = "..";
constexpr std::size_t kGapWidth = 2, kCutWidth = 2, kShortestNote = 16, kNarrowest = 4;

/// A column that is ready to be printed.
struct Ready {
  TextColumn column;
  std::size_t width = 0;
};

/// A long cell leaves room for other columns.
Ready ready(TextColumn column, std::size_t room) {
  constexpr std::size_t kShortest = 24;
  const std::size_t most = std::max(kShortest, room * 2 / 3);
  column.title = printable_line(column.title);
  std::size_t width = columns_of(column.title);
  for (std::string& cell : column.cells) {
    cell = printable_line(cell);
    if (room > 0) cell = without_middle(cell, most);
    width = std::max(width, columns_of(cell));
  }
  return {std::move(column), width};
}

std::size_t width_of(const std::vector<Ready>& columns) {
  std::size_t width = 0;
  for (const Ready& one : columns) width += one.width + (width > 0 ? kGapWidth : 0);
  return width;
}

/// What notes ask for: the longest of them, as far as they are worth it.
std::size_t room_for_notes(const std::vector<std::string>& notes) {
  constexpr std::size_t kEnough = 36;
  std::size_t room = 0;
  for (const std::string& note : notes) room = std::max(room, columns_of(note));
  return std::min(room, kEnough);
}

/// Takes away columns until the rest fits: by rank, each stays that finds room beside those before
/// it, and beside a note where it may give way to one.  @return how many went.
std::size_t make_room(std::vector<Ready>& columns, std::size_t note, std::size_t width) {
  std::vector<std::size_t> order(columns.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](auto a, auto b) { return columns[a].column.rank < columns[b].column.rank; });
  std::vector<bool> stays(columns.size());
  std::size_t used = 0;
  for (const std::size_t i : order) {
    const bool yields = columns[i].column.rank >= kRankOfNotes && note > 0;
    const std::size_t with = used + (used > 0 ? kGapWidth : 0) + columns[i].width;
    if (used > 0 && with + (yields ? note + kGapWidth : 0) > width) continue;
    stays[i] = true;
    used = with;
  }
  std::vector<Ready> kept;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (stays[i]) kept.push_back(std::move(columns[i]));
  }
  columns = std::move(kept);
  return order.size() - columns.size();
}

std::string cut(const std::string& text, std::size_t columns) {
  if (columns_of(text) <= columns) return text;
  if (columns <= kCutWidth) return cut_to_columns(text, columns);
  return cut_to_columns(text, columns - kCutWidth) + kCut;
}

/// One column that is wider than all there is.
void narrow(Ready& one, std::size_t width) {
  one.width = width;
  one.column.title = cut(one.column.title, width);
  for (std::string& cell : one.column.cells) cell = cut(cell, width);
}

std::string padded(const std::string& cell, const Ready& one) {
  const std::string blanks(one.width - std::min(one.width, columns_of(cell)), ' ');
  return one.column.to_the_right ? blanks + cell : cell + blanks;
}

/// @param cell_of  what a column has in this row
template <class CellOf>
std::string line_of(const std::vector<Ready>& columns, const std::string& note, CellOf&& cell_of) {
  std::string line;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    line += (i == 0 ? "" : kGap) + padded(cell_of(columns[i].column), columns[i]);
  }
  if (!note.empty()) line += kGap + note;
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

/// As much of a note as there is room for behind the columns; one that would say too little goes.
std::string fitting_note(const std::string& note, std::size_t used, std::size_t width) {
  if (width == 0 || used + kGapWidth + columns_of(note) <= width) return note;
  if (used + kGapWidth + kShortestNote > width) return "";
  return cut(note, width - used - kGapWidth);
}

}  // namespace

FittedTable fitted_table(TextTable table, std::size_t width) {
  std::vector<Ready> columns;
  std::size_t rows = 0;
  for (TextColumn& one : table.columns) {
    rows = std::max(rows, one.cells.size());
    columns.push_back(ready(std::move(one), width));
  }
  for (std::string& note : table.notes) note = printable_line(note);
  FittedTable fitted;
  if (width > 0) {
    fitted.left_out = make_room(columns, room_for_notes(table.notes), width);
    if (columns.size() == 1 && columns.front().width > width) {
      narrow(columns.front(), std::max(width, kNarrowest));
    }
  }
  if (table.has_titles) {
    fitted.text = line_of(columns, "", [](const TextColumn& one) { return one.title; });
  }
  for (std::size_t row = 0; row < rows; ++row) {
    const std::string note = row < table.notes.size() ? table.notes[row] : "";
    fitted.text +=
        line_of(columns, fitting_note(note, width_of(columns), width), [&](const TextColumn& one) {
          return row < one.cells.size() ? one.cells[row] : std::string();
        });
  }
  return fitted;
}

std::string left_out_text(std::size_t left_out, const std::string& options) {
  if (left_out == 0) return "";
  return fmt::format("{} more column{}: {} or a wider window\n", left_out, left_out == 1 ? "" : "s",
                     options);
}

std::string without_middle(const std::string& text, std::size_t columns, std::size_t kept) {
  if (columns_of(text) <= columns) return text;
  std::size_t end = text.size() > kept ? text.size() - kept : text.size();
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) ++end;
  if (columns_of(text.substr(end)) + kCutWidth >= columns) return cut(text, columns);
  return cut_to_columns(text, columns - columns_of(text.substr(end)) - kCutWidth) + kCut +
         text.substr(end);
}

}  // namespace zeroth::host
