#include "host/run/figure_table.h"

#include <fmt/format.h>

#include "host/base/columns.h"

namespace zeroth::host {
namespace {

constexpr const char* kFigures[] = {"U", "S", "H", "T1", "AUSUC"};

/// A figure that cannot be known is a dash, one that the source does not have stays empty.
std::string wide_row(const FigureRow& row) {
  std::string text = fmt::format("  {:<12}", row.label);
  for (const char* figure : kFigures) {
    const bool is_there = row.figures.contains(figure);
    if (is_there && row.figures[figure].is_number()) {
      text += fmt::format("{:>8.1f}", row.figures[figure].get<double>());
    } else {
      text += fmt::format("{:>8}", is_there && row.figures[figure].is_null() ? "-" : "");
    }
  }
  text.erase(text.find_last_not_of(' ') + 1);
  return text + "\n";
}

std::string narrow_row(const FigureRow& row) {
  std::string text = row.label + " in percent:";
  for (const char* figure : kFigures) {
    if (!row.figures.contains(figure) || !row.figures[figure].is_number()) continue;
    text += fmt::format(" {} {:.1f}", figure, row.figures[figure].get<double>());
  }
  return text + "\n";
}

}  // namespace

std::string figure_table(const std::vector<FigureRow>& rows, std::size_t columns) {
  std::string wide = fmt::format("  {:<12}", "percent"), narrow;
  for (const char* figure : kFigures) wide += fmt::format("{:>8}", figure);
  const std::size_t width = wide.size();
  wide += "\n";
  for (const FigureRow& row : rows) {
    wide += wide_row(row);
    narrow += narrow_row(row);
  }
  return width <= columns ? wide : wrapped_lines(narrow, columns);
}

}  // namespace zeroth::host
