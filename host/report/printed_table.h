#pragma once

#include <string>
#include <vector>

namespace zeroth::host {

/// How a cell stands out.
enum class Emphasis {
  none,
  best,   ///< bold
  level,  ///< not distinguishable from the best: underlined, or marked
};

struct PrintedCell {
  std::string text;
  Emphasis emphasis = Emphasis::none;
  std::string behind = {};  ///< that stands behind the text and is not emphasised: "[44.1, 46.3]"
};

/// A table for people, as Markdown and LaTeX write it. Texts are as they are, nothing is escaped.
struct PrintedTable {
  std::string title;    ///< a line
  std::string caption;  ///< all that must be known of it, in sentences
  std::string label;    ///< that LaTeX refers to it by: "tab:table-1"
  std::vector<std::string> head = {};
  std::size_t texts = 1;   ///< how many of the first columns hold texts; others hold numbers
  bool is_marked = false;  ///< cells stand out, which the caption explains
  std::vector<std::vector<PrintedCell>> rows = {};
  std::vector<std::vector<PrintedCell>> rows_below = {};  ///< apart from the others
};

/// A heading, the table, its caption.
std::string markdown_of(const PrintedTable& table);

/// An environment `table` with booktabs.
std::string latex_of(const PrintedTable& table);

/// What a file of LaTeX tables begins with.
std::string latex_preamble();

}  // namespace zeroth::host
