#include "host/report/page_tables.h"

#include "host/draw/chart_csv.h"
#include "host/draw/chart_drawing.h"
#include "host/draw/drawing_svg.h"
#include "host/report/report_charts.h"

namespace zeroth::host {
namespace {

/// For phones: the same sizes of text in less room.
constexpr ChartLook kNarrow{344, 210, false};
constexpr std::size_t kMostValues = 300;  // rows of a table under a chart; the CSV has all

Json cell_json(const PrintedCell& cell, bool is_number) {
  std::string kind = is_number ? "number" : "text";
  if (cell.emphasis == Emphasis::best) kind += " best";
  if (cell.emphasis == Emphasis::level) kind += " level";
  Json json = {{"text", cell.text}, {"class", kind}};
  if (!cell.behind.empty()) json["behind"] = cell.behind;
  // Not by colour alone, nor by a line alone.
  if (cell.emphasis == Emphasis::best) {
    json["mark"] = "*";
    json["mark_title"] = "the best";
  } else if (cell.emphasis == Emphasis::level) {
    json["mark"] = "=";
    json["mark_title"] = "not distinguishable from the best";
  }
  return json;
}

Json rows_json(const std::vector<std::vector<PrintedCell>>& rows, std::size_t texts) {
  Json json = Json::array();
  for (const auto& row : rows) {
    Json cells = Json::array();
    for (std::size_t i = 0; i < row.size(); ++i) cells.push_back(cell_json(row[i], i >= texts));
    json.push_back({{"cells", std::move(cells)}});
  }
  return json;
}

PrintedTable values_table(const Chart& chart, const ChartTable& values) {
  PrintedTable table{chart.title, "", "values-" + chart.id, values.head};
  table.texts = chart.matrix ? 2 : 1;
  for (const auto& row : values.rows) {
    std::vector<PrintedCell> cells;
    for (const std::string& one : row) cells.push_back({one});
    table.rows.push_back(std::move(cells));
  }
  return table;
}

}  // namespace

Json page_table(const PrintedTable& table) {
  Json head = Json::array();
  for (std::size_t i = 0; i < table.head.size(); ++i) {
    head.push_back({{"text", table.head[i]}, {"is_number", i >= table.texts}});
  }
  std::string id = table.label;
  for (char& one : id) {
    if (one == ':') one = '-';
  }
  std::string caption = table.caption;
  if (table.is_marked) caption += " * the best; = not distinguishable from it at 95 %.";
  return {{"id", id},
          {"title", table.title},
          {"caption", caption},
          {"head", std::move(head)},
          {"rows", rows_json(table.rows, table.texts)},
          {"has_rows_below", !table.rows_below.empty()},
          {"rows_below", rows_json(table.rows_below, table.texts)},
          {"is_sortable", table.rows.size() > 1}};
}

Json page_figure(const Chart& chart) {
  Json json = {{"id", chart.id},
               {"title", chart.title},
               {"about", chart.about},
               {"svg", svg_of(draw(chart), SvgColours::page).element()},
               {"svg_narrow", svg_of(draw(chart, kNarrow), SvgColours::page).element()},
               {"csv", chart_file(chart, "csv")},
               {"svg_file", chart_file(chart, "svg")},
               {"pdf", chart_file(chart, "pdf")},
               {"tex", chart_file(chart, "tex")}};
  const ChartTable values = chart_table(chart);
  if (!values.rows.empty() && values.rows.size() <= kMostValues) {
    Json table = page_table(values_table(chart, values));
    table["is_sortable"] = false;
    json["values"] = Json::array({std::move(table)});
  }
  return json;
}

}  // namespace zeroth::host
