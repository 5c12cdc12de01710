#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "host/base/csv_field.h"
#include "host/base/printable.h"
#include "host/base/text_table.h"
#include "host/study/study_table.h"

namespace zeroth::host {
namespace {

std::string data_of(const TableGroup& group) {
  constexpr std::size_t kDigits = 8;
  return "data " + (group.data.empty() ? "unknown" : group.data.substr(0, kDigits));
}

/// "2 failed: a data file is missing"; empty: none did.
std::string failure_text(const TableRow& row) {
  if (row.failed == 0) return "";
  const std::string error = row.error.empty() ? "" : ": " + shortened(row.error);
  return fmt::format("{} failed{}", row.failed, error);
}

bool has_failures(const StudyTable& table) {
  return std::any_of(table.groups.begin(), table.groups.end(), [](const TableGroup& group) {
    return std::any_of(group.rows.begin(), group.rows.end(),
                       [](const TableRow& row) { return row.failed > 0; });
  });
}

std::string markdown_row(const std::vector<std::string>& cells) {
  std::string row = "|";
  for (const std::string& text : cells) {
    std::string cell = printable_line(text);
    for (std::size_t at = 0; (at = cell.find('|', at)) != std::string::npos; at += 2) {
      cell.insert(at, "\\");
    }
    row += " " + cell + " |";
  }
  return row + "\n";
}

std::vector<std::string> markdown_cells(const TableRow& row, const TableGroup& group,
                                        bool tells_failures) {
  std::vector<std::string> cells = row.cells;
  cells.push_back(std::to_string(row.runs));
  for (const Summary& figure : row.figures) cells.push_back(spread_text(figure));
  cells.insert(cells.end(), {group.protocol, group.setting});
  if (tells_failures) cells.push_back(failure_text(row));
  return cells;
}

/// Figures that everybody compares stay where there is little room.
int rank_of_figure(const std::string& name) {
  static const std::map<std::string_view, int> kRanks = {{"H", 2},  {"U", 5},     {"S", 5},
                                                         {"T1", 6}, {"AUSUC", 7}, {"AUROC", 30}};
  constexpr int kOthers = 40;
  const auto found = kRanks.find(name);
  return found == kRanks.end() ? kOthers : found->second;
}

/// One group as columns; what is the same for all its rows is its title.
TextTable columns_of_group(const StudyTable& table, const TableGroup& group) {
  constexpr int kRankOfCount = 1, kRankOfSettings = 3;
  TextTable shown;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    shown.columns.push_back({table.columns[i], {}, i == 0 ? 0 : kRankOfSettings, false});
  }
  shown.columns.push_back({"n", {}, kRankOfCount, true});
  for (const std::string& name : table.figures) {
    shown.columns.push_back({name, {}, rank_of_figure(name), true});
  }
  for (const TableRow& row : group.rows) {
    std::vector<std::string> cells = row.cells;
    cells.push_back(std::to_string(row.runs));
    for (const Summary& figure : row.figures) cells.push_back(spread_text(figure));
    for (std::size_t i = 0; i < cells.size(); ++i) shown.columns[i].cells.push_back(cells[i]);
    shown.notes.push_back(failure_text(row));
  }
  return shown;
}

/// A figure that no row of the group has needs no column.
void drop_empty_figures(TextTable& shown, std::size_t first_figure) {
  const auto is_empty = [](const TextColumn& one) {
    return std::all_of(one.cells.begin(), one.cells.end(),
                       [](const std::string& cell) { return cell.empty(); });
  };
  const auto begin = shown.columns.begin() + static_cast<std::ptrdiff_t>(first_figure);
  shown.columns.erase(std::remove_if(begin, shown.columns.end(), is_empty), shown.columns.end());
}

}  // namespace

std::string spread_text(const Summary& figure) {
  if (figure.n == 0) return "";
  if (!figure.deviation) return fmt::format("{:.1f}", figure.mean);
  return fmt::format("{:.1f} ± {:.1f}", figure.mean, *figure.deviation);
}

std::string markdown_of(const StudyTable& table) {
  const bool tells_failures = has_failures(table);
  std::vector<std::string> head = table.columns;
  head.push_back("n");
  head.insert(head.end(), table.figures.begin(), table.figures.end());
  head.insert(head.end(), {"protocol", "setting"});
  if (tells_failures) head.push_back("failed");
  std::string text;
  for (const TableGroup& group : table.groups) {
    if (table.groups.size() > 1) {
      // Of whatever differs between groups, the data are what a row does not say.
      text += fmt::format("{}{}\n\n", text.empty() ? "" : "\n", data_of(group));
    }
    text += markdown_row(head) + "|";
    for (std::size_t i = 0; i < head.size(); ++i) text += "---|";
    text += "\n";
    for (const TableRow& row : group.rows) {
      text += markdown_row(markdown_cells(row, group, tells_failures));
    }
  }
  return text;
}

std::string text_of(const StudyTable& table, std::size_t width) {
  std::string text;
  std::size_t left_out = 0;
  for (const TableGroup& group : table.groups) {
    text += fmt::format("{}{}, {}, {}\n", text.empty() ? "" : "\n", data_of(group), group.protocol,
                        group.setting);
    TextTable shown = columns_of_group(table, group);
    drop_empty_figures(shown, table.columns.size() + 1);
    const FittedTable fitted = fitted_table(std::move(shown), width);
    text += fitted.text;
    left_out = std::max(left_out, fitted.left_out);
  }
  return text + left_out_text(left_out, "--csv");
}

std::string csv_of(const StudyTable& table) {
  std::vector<std::string> head = table.columns;
  head.push_back("n");
  for (const std::string& figure : table.figures) {
    head.insert(head.end(), {figure, figure + " deviation"});
  }
  head.insert(head.end(), {"protocol", "setting", "data", "failed", "error"});
  const auto line = [](std::vector<std::string> cells) {
    for (std::string& cell : cells) cell = csv_field(cell);
    return fmt::format("{}\n", fmt::join(cells, ","));
  };
  std::string text = line(head);
  for (const TableGroup& group : table.groups) {
    for (const TableRow& row : group.rows) {
      std::vector<std::string> cells = row.cells;
      cells.push_back(std::to_string(row.runs));
      for (const Summary& one : row.figures) {
        cells.push_back(one.n > 0 ? fmt::format("{}", one.mean) : "");
        cells.push_back(one.deviation ? fmt::format("{}", *one.deviation) : "");
      }
      cells.insert(cells.end(), {group.protocol, group.setting, group.data,
                                 std::to_string(row.failed), row.error});
      text += line(cells);
    }
  }
  return text;
}

Json json_of(const StudyTable& table) {
  Json rows = Json::array();
  for (const TableGroup& group : table.groups) {
    for (const TableRow& row : group.rows) {
      Json settings = Json::object(), figures = Json::object();
      for (const Setting& one : row.settings) settings[one.path] = one.value;
      for (std::size_t i = 0; i < row.figures.size(); ++i) {
        const Summary& one = row.figures[i];
        if (one.n == 0) continue;
        figures[table.figures[i]] = {{"mean", one.mean},
                                     {"deviation", one.deviation ? Json(*one.deviation) : Json()}};
      }
      rows.push_back({{"pipeline", row.cells.front()},
                      {"settings", settings},
                      {"n", row.runs},
                      {"failed", row.failed},
                      {"error", row.error.empty() ? Json() : Json(row.error)},
                      {"figures", figures},
                      {"protocol", group.protocol},
                      {"setting", group.setting},
                      {"data", group.data}});
    }
  }
  return rows;
}

}  // namespace zeroth::host
