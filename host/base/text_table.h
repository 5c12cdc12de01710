#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace zeroth::host {

// Tables for people, as wide as their terminal. What steers a terminal is escaped in every cell,
// line breaks and tabs too: a row stays a line, whatever a file or a pipeline is called.

/// Columns of a table from this rank on give way to what is said behind its rows.
constexpr int kRankOfNotes = 10;

struct TextColumn {
  std::string title;
  std::vector<std::string> cells = {};  ///< one for each row
  int rank = 0;               ///< where there is no room, those of the highest numbers give way
  bool to_the_right = false;  ///< as numbers stand
};

struct TextTable {
  std::vector<TextColumn> columns;
  std::vector<std::string> notes = {};  ///< behind the rows, cut where they have no room; or none
  bool has_titles = true;
};

/// A table in lines, and how many of its columns had no room.
struct FittedTable {
  std::string text;
  std::size_t left_out = 0;
};

/// No line is wider than `width` columns, unless that is less than a few; 0: as wide as it gets. A
/// cell that is wider than two thirds of it loses its middle.
FittedTable fitted_table(TextTable table, std::size_t width);

/// "3 more columns: --csv or a wider window", and a line end; empty where none was left out.
std::string left_out_text(std::size_t left_out, const std::string& options);

/// A text with its middle left out, so that it fits: names begin and end with what tells them
/// apart. `kept` bytes of its end stay, as far as there is room.
std::string without_middle(const std::string& text, std::size_t columns, std::size_t kept = 9);

}  // namespace zeroth::host
