#include "host/draw/chart_csv.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/base/csv_field.h"

namespace zeroth::host {
namespace {

std::string csv_number(double value) {
  return std::isfinite(value) ? fmt::format("{}", value) : "";
}

std::string on_axis(const ChartAxis& axis, double value) {
  const bool is_name =
      axis.has_names() && value >= 0 && value < static_cast<double>(axis.names.size());
  return is_name ? axis.names[static_cast<std::size_t>(value)] : csv_number(value);
}

template <class Test>
bool any_point(const Chart& chart, Test test) {
  return std::any_of(chart.series.begin(), chart.series.end(), [&](const ChartSeries& one) {
    return std::any_of(one.points.begin(), one.points.end(), test);
  });
}

ChartTable matrix_table(const Chart& chart) {
  ChartTable table{{"row", "column", "value"}, {}};
  const std::size_t columns = chart.x.names.size();
  for (std::size_t i = 0; i < chart.matrix->values.size(); ++i) {
    table.rows.push_back({chart.y.names[i / columns], chart.x.names[i % columns],
                          csv_number(chart.matrix->values[i])});
  }
  return table;
}

std::string csv_line(const std::vector<std::string>& fields) {
  std::string line;
  for (const std::string& one : fields) line += (&one == &fields[0] ? "" : ",") + csv_field(one);
  return line + "\n";
}

}  // namespace

ChartTable chart_table(const Chart& chart) {
  if (chart.matrix) return matrix_table(chart);
  const bool intervals = any_point(chart, [](const ChartPoint& p) { return p.has_interval(); });
  const bool labels = any_point(chart, [](const ChartPoint& p) { return !p.label.empty(); });
  ChartTable table{{"series", "x", "y"}, {}};
  if (intervals) table.head.insert(table.head.end(), {"low", "high"});
  if (labels) table.head.emplace_back("label");
  for (const ChartSeries& series : chart.series) {
    for (const ChartPoint& point : series.points) {
      std::vector<std::string> row = {series.name, on_axis(chart.x, point.x),
                                      on_axis(chart.y, point.y)};
      if (intervals) row.insert(row.end(), {csv_number(point.low), csv_number(point.high)});
      if (labels) row.push_back(point.label);
      table.rows.push_back(std::move(row));
    }
  }
  return table;
}

std::string chart_csv(const Chart& chart) {
  const ChartTable table = chart_table(chart);
  std::string text = csv_line(table.head);
  for (const auto& row : table.rows) text += csv_line(row);
  return text;
}

}  // namespace zeroth::host
