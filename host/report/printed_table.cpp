#include "host/report/printed_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string_view>

#include "host/base/printable.h"
#include "host/draw/latex_text.h"

namespace zeroth::host {
namespace {

using Row = std::vector<PrintedCell>;

/// A text of one line in which Markdown finds nothing of its own.
std::string markdown_text(const std::string& text) {
  std::string out;
  for (const char c : printable_line(text)) {
    if (std::string_view("|*`<#\\_~[]&$").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string markdown_cell(const PrintedCell& cell) {
  std::string text = markdown_text(cell.text);
  if (cell.emphasis == Emphasis::best) text = "**" + text + "**";
  if (cell.emphasis == Emphasis::level) text += " ≈";
  return cell.behind.empty() ? text : text + " " + printable_line(cell.behind);
}

std::string markdown_row(const Row& row) {
  std::string line = "|";
  for (const PrintedCell& cell : row) line += " " + markdown_cell(cell) + " |";
  return line + "\n";
}

std::string latex_cell(const PrintedCell& cell) {
  std::string text = latex_text(cell.text);
  if (cell.emphasis == Emphasis::best) text = "\\textbf{" + text + "}";
  if (cell.emphasis == Emphasis::level) text = "\\underline{" + text + "}";
  return cell.behind.empty() ? text : text + " " + latex_text(cell.behind);
}

std::string latex_row(const Row& row) {
  std::vector<std::string> cells;
  for (const PrintedCell& cell : row) cells.push_back(latex_cell(cell));
  return fmt::format("{} \\\\\n", fmt::join(cells, " & "));
}

}  // namespace

std::string markdown_of(const PrintedTable& table) {
  std::string text = fmt::format("## {}\n\n|", markdown_text(table.title));
  for (const std::string& title : table.head) text += " " + markdown_text(title) + " |";
  text += "\n|";
  for (std::size_t i = 0; i < table.head.size(); ++i) text += i < table.texts ? "---|" : "--:|";
  text += "\n";
  for (const auto* rows : {&table.rows, &table.rows_below}) {
    for (const Row& row : *rows) text += markdown_row(row);
  }
  text += "\n" + markdown_text(table.caption);
  if (table.is_marked) {
    text += " **Bold**: the best; ≈: not distinguishable from it at 95 % (Holm over all pairs).";
  }
  return text + "\n";
}

std::string latex_of(const PrintedTable& table) {
  std::string caption = table.caption;
  if (table.is_marked) {
    caption +=
        " Bold: the best; underlined: not distinguishable from it at 95 % (Holm over all pairs).";
  }
  std::string text = fmt::format(
      "\\begin{{table}}\n  \\centering\n  \\caption{{{}}}\n  \\label{{{}}}\n"
      "  \\begin{{tabular}}{{{}{}}}\n    \\toprule\n",
      latex_text(caption), table.label, std::string(table.texts, 'l'),
      std::string(table.head.size() - table.texts, 'r'));
  std::vector<std::string> titles;
  for (const std::string& one : table.head) titles.push_back(latex_text(one));
  text += fmt::format("    {} \\\\\n    \\midrule\n", fmt::join(titles, " & "));
  for (const Row& row : table.rows) text += "    " + latex_row(row);
  if (!table.rows_below.empty()) text += "    \\midrule\n";
  for (const Row& row : table.rows_below) text += "    " + latex_row(row);
  return text + "    \\bottomrule\n  \\end{tabular}\n\\end{table}\n";
}

std::string latex_preamble() { return "% Made by zeroth report. Needs \\usepackage{booktabs}.\n"; }

}  // namespace zeroth::host
