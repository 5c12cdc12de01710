#include "host/report/report_text.h"

#include <fmt/format.h>

#include "host/base/columns.h"
#include "host/base/text_table.h"
#include "host/report/table_cells.h"
#include "host/statistics/words.h"

namespace zeroth::host {
namespace {

constexpr std::size_t kMostLines = 12;

std::string marked(const PrintedCell& cell) {
  if (cell.emphasis == Emphasis::best) return cell.text + " *";
  return cell.text + (cell.emphasis == Emphasis::level ? " =" : "  ");
}

/// Where there is no room: the name, then what the table is about, then the rest from the left.
int rank_of(const PrintedTable& printed, std::size_t column) {
  if (column == 0) return 0;
  return printed.head[column] == kFigureNames[kH] ? 1 : static_cast<int>(column) + 1;
}

/// The table of a paper has what a terminal has room for.
std::string table_text(const PrintedTable& printed, std::size_t columns) {
  TextTable table;
  for (std::size_t i = 0; i < printed.head.size(); ++i) {
    TextColumn column{printed.head[i]};
    column.to_the_right = i >= printed.texts;
    column.rank = rank_of(printed, i);
    for (const auto* rows : {&printed.rows, &printed.rows_below}) {
      for (const auto& row : *rows) {
        const bool has_mark = printed.is_marked && column.to_the_right;
        column.cells.push_back(has_mark ? marked(row[i]) : row[i].text);
      }
    }
    table.columns.push_back(std::move(column));
  }
  const FittedTable fitted = fitted_table(std::move(table), columns);
  return fitted.text + left_out_text(fitted.left_out, "the report");
}

void add_lines(std::string& text, const std::vector<std::string>& lines, std::size_t columns) {
  for (std::size_t i = 0; i < lines.size() && i < kMostLines; ++i) {
    text += wrapped(lines[i], columns) + "\n";
  }
  if (lines.size() > kMostLines) {
    text += fmt::format("and {} more, which the report has\n", lines.size() - kMostLines);
  }
}

}  // namespace

std::string report_text(const ReportData& data, const ReportTables& tables, std::size_t columns) {
  std::string text;
  for (std::size_t i = 0; i < tables.groups.size(); ++i) {
    const ReportTable& table = tables.groups[i];
    const PrintedTable printed = main_table(data, table, i + 1, TableWidth::paper);
    text +=
        fmt::format("{}{}\n\n{}", i == 0 ? "" : "\n", printed.title, table_text(printed, columns));
    if (printed.is_marked) text += "* the best  = not distinguishable from it at 95 %\n";
    if (!table.sentences.empty()) text += "\n";
    add_lines(text, table.sentences, columns);
  }
  for (const OptimismRow& row : tables.optimism) {
    const auto& gap = row.gaps[kH];
    if (!gap) continue;
    text +=
        fmt::format("\n{}: paper-oracle minus {} is {} in H, over {} seed{}\n", row.label,
                    row.strict, signed_text(gap->gap.mean), gap->gap.n, gap->gap.n == 1 ? "" : "s");
  }
  if (!data.notes.empty()) text += "\n";
  add_lines(text, data.notes, columns);
  return text;
}

std::string place_text(const ReportData& data, const std::filesystem::path& out) {
  const std::size_t runs = data.runs();
  std::string text = fmt::format("\n{} run{}", runs, runs == 1 ? "" : "s");
  if (!data.left_out.empty()) text += fmt::format(", {} left out", data.left_out.size());
  return fmt::format("{}: {}\n", text, (out / "index.html").string());
}

std::vector<std::string> left_out_lines(const std::vector<LeftOutRun>& left_out) {
  std::vector<std::string> lines;
  for (const LeftOutRun& one : left_out) {
    if (lines.size() == kMostLines) {
      lines.push_back(fmt::format("and {} more", left_out.size() - kMostLines));
      break;
    }
    lines.push_back(fmt::format("{}: {}", one.path.string(), one.why));
  }
  return lines;
}

}  // namespace zeroth::host
